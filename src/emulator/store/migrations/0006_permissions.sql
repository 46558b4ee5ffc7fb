-- What was granted on an object, one level for each principal. The order of the rows is that of the requests.
CREATE TABLE grants (
  grant_id INTEGER PRIMARY KEY,
  object_kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  principal_id INTEGER NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
  level TEXT NOT NULL,
  UNIQUE (object_kind, object_id, principal_id)
) STRICT;

CREATE INDEX grants_by_principal ON grants (principal_id);

-- What happens to a request that its sender lacks a permission for: nothing, a warning in the reply, or a refusal.
ALTER TABLE workspace ADD COLUMN permission_mode TEXT NOT NULL DEFAULT 'off'
  CHECK (permission_mode IN ('off', 'warn', 'enforce'));
