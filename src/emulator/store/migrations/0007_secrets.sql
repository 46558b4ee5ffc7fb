CREATE TABLE secret_scopes (
  name TEXT PRIMARY KEY,
  backend TEXT NOT NULL CHECK (backend IN ('DATABRICKS', 'AZURE_KEYVAULT')),
  resource_id TEXT, -- of the key vault
  dns_name TEXT
) STRICT;

CREATE TABLE secrets (
  scope TEXT NOT NULL REFERENCES secret_scopes (name) ON DELETE CASCADE,
  key TEXT NOT NULL,
  sealed TEXT NOT NULL,        -- the value, encrypted, in base64
  updated_at INTEGER NOT NULL, -- epoch milliseconds
  PRIMARY KEY (scope, key)
) STRICT;
