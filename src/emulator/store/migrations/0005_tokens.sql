-- Bearer tokens, as SHA-256 in hexadecimal digits; times are epoch milliseconds. The earlier table held nothing but the
-- token of a server, which every start sets anew.
DROP TABLE tokens;

CREATE TABLE tokens (
  token_id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  owner_id INTEGER NOT NULL REFERENCES principals (id) ON DELETE CASCADE, -- as whom it lets in
  creator_id INTEGER NOT NULL,
  creator_name TEXT NOT NULL,
  comment TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,          -- null: never
  last_used_day INTEGER,       -- midnight in UTC
  is_servers INTEGER NOT NULL  -- 1 for the one that a server was started with, which the API does not show
) STRICT;

CREATE INDEX tokens_by_prefix ON tokens (substr(hash, 1, 16));
CREATE INDEX tokens_by_owner ON tokens (owner_id);
