-- Everybody who can be named in a permission. An id is given once and never again.
CREATE TABLE principals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('user', 'group', 'service_principal')),
  name TEXT NOT NULL COLLATE NOCASE, -- user name, name of the group or application id
  display_name TEXT NOT NULL,
  is_active INTEGER NOT NULL,
  attributes TEXT NOT NULL,          -- JSON: what is only kept, such as emails and entitlements
  UNIQUE (kind, name)
) STRICT;

CREATE TABLE group_members (
  group_id INTEGER NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
  member_id INTEGER NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
  PRIMARY KEY (group_id, member_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX group_members_by_member ON group_members (member_id);

-- The owner and the two groups that every workspace has; the program knows their ids.
INSERT INTO principals (id, kind, name, display_name, is_active, attributes)
SELECT 1000000000000001, 'user', owner, owner, 1, '{}' FROM workspace;
INSERT INTO principals (id, kind, name, display_name, is_active, attributes) VALUES
  (1000000000000002, 'group', 'admins', 'admins', 1,
   '{"entitlements":[{"value":"workspace-access"},{"value":"databricks-sql-access"},{"value":"allow-cluster-create"},{"value":"allow-instance-pool-create"}]}'),
  (1000000000000003, 'group', 'users', 'users', 1,
   '{"entitlements":[{"value":"workspace-access"},{"value":"databricks-sql-access"}]}');
INSERT INTO group_members (group_id, member_id) VALUES
  (1000000000000002, 1000000000000001),
  (1000000000000003, 1000000000000001);
