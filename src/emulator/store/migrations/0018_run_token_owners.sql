-- An idempotency token is its user's own: the same text of somebody else names another run.
CREATE TABLE owned_run_tokens (
  owner TEXT NOT NULL,
  token TEXT NOT NULL,
  run_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (owner, token)
) STRICT;
INSERT INTO owned_run_tokens (owner, token, run_id, created_at)
  SELECT coalesce(runs.creator, ''), run_tokens.token, run_tokens.run_id, run_tokens.created_at
  FROM run_tokens LEFT JOIN runs ON runs.run_id = run_tokens.run_id;
DROP TABLE run_tokens;
ALTER TABLE owned_run_tokens RENAME TO run_tokens;
