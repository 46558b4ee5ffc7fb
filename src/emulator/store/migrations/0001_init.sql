-- What the workspace is. One row.
CREATE TABLE workspace (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  org_id INTEGER NOT NULL,
  owner TEXT NOT NULL
) STRICT;

-- Below 2^53, so that every JSON reader keeps all digits; 16 of them, as the ids of the service.
INSERT INTO workspace (id, org_id, owner)
VALUES (1, 1000000000000000 + (random() & 9223372036854775807) % 8000000000000000, 'admin@localhost');

-- Bearer tokens, as SHA-256 in hexadecimal digits.
CREATE TABLE tokens (
  hash TEXT PRIMARY KEY,
  user_name TEXT NOT NULL
) STRICT;
