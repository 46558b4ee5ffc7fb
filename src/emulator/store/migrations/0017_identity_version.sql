-- Changes with every change of who may come in and as whom, so that what was looked up may be kept in memory as long as
-- it stays.
CREATE TABLE identity_version (
  version INTEGER NOT NULL
) STRICT;

INSERT INTO identity_version (version) VALUES (1);

CREATE TRIGGER tokens_inserted AFTER INSERT ON tokens BEGIN UPDATE identity_version SET version = version + 1; END;
CREATE TRIGGER tokens_updated AFTER UPDATE ON tokens BEGIN UPDATE identity_version SET version = version + 1; END;
CREATE TRIGGER tokens_deleted AFTER DELETE ON tokens BEGIN UPDATE identity_version SET version = version + 1; END;

CREATE TRIGGER principals_updated AFTER UPDATE ON principals BEGIN UPDATE identity_version SET version = version + 1; END;
CREATE TRIGGER principals_deleted AFTER DELETE ON principals BEGIN UPDATE identity_version SET version = version + 1; END;

CREATE TRIGGER group_members_inserted AFTER INSERT ON group_members
BEGIN UPDATE identity_version SET version = version + 1; END;
CREATE TRIGGER group_members_deleted AFTER DELETE ON group_members
BEGIN UPDATE identity_version SET version = version + 1; END;
