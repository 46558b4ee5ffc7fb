-- The switches of /workspace-conf that somebody has set.
CREATE TABLE workspace_conf (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- Small lists that admins keep, each with the JSON that replies show.
CREATE TABLE instance_profiles (
  arn TEXT PRIMARY KEY,
  info TEXT NOT NULL
) STRICT;

CREATE TABLE ip_access_lists (
  list_id TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  info TEXT NOT NULL
) STRICT;

CREATE TABLE notification_destinations (
  id TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  info TEXT NOT NULL
) STRICT;
