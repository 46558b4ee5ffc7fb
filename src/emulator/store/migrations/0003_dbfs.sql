-- Files of DBFS that are being written in blocks. Their content so far lies in the staging folder.
CREATE TABLE dbfs_handles (
  handle INTEGER PRIMARY KEY,
  path TEXT NOT NULL,          -- /a/b, where the file will be
  overwrites INTEGER NOT NULL, -- 1 where it may replace a file
  staged_name TEXT NOT NULL,
  size INTEGER NOT NULL,       -- bytes that were acknowledged; more in the file are no part of it
  used_at INTEGER NOT NULL     -- epoch milliseconds of the last call
) STRICT;

CREATE INDEX dbfs_handles_by_use ON dbfs_handles (used_at);
