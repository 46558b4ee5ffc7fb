from harness.legacy import LegacyCase


class Secrets(LegacyCase):
    def test_scopes_and_secrets(self):
        self.run_cli("secrets", "create-scope", "--scope", "cli", "--initial-manage-principal", "users")
        self.assertIn({"name": "cli", "backend_type": "DATABRICKS"}, self.json("secrets", "list-scopes", "--output", "JSON")["scopes"])
        self.run_cli("secrets", "put", "--scope", "cli", "--key", "text", "--string-value", "välue")
        self.run_cli("secrets", "put", "--scope", "cli", "--key", "binary", "--binary-file", self.write("binary", b"\x00\xff"))
        listed = self.json("secrets", "list", "--scope", "cli", "--output", "JSON")["secrets"]
        self.assertEqual(["binary", "text"], sorted(each["key"] for each in listed))
        self.assertIn("text", self.run_cli("secrets", "list", "--scope", "cli"))
        self.run_cli("secrets", "delete", "--scope", "cli", "--key", "text")
        self.assertNotIn("text", self.run_cli("secrets", "list", "--scope", "cli"))
        self.fails("Scope cli already exists!", "secrets", "create-scope", "--scope", "cli")
        self.run_cli("secrets", "delete-scope", "--scope", "cli")
        self.fails("RESOURCE_DOES_NOT_EXIST", "secrets", "list", "--scope", "cli")

    def test_acls(self):
        on = ["--scope", "acls"]
        self.run_cli("secrets", "create-scope", *on)
        self.run_cli("secrets", "put-acl", *on, "--principal", "users", "--permission", "READ")
        acl = self.json("secrets", "get-acl", *on, "--principal", "users", "--output", "JSON")
        self.assertEqual({"principal": "users", "permission": "READ"}, acl)
        items = self.json("secrets", "list-acls", *on, "--output", "JSON")["items"]
        self.assertEqual(["MANAGE", "READ"], sorted(each["permission"] for each in items))
        self.run_cli("secrets", "delete-acl", *on, "--principal", "users")
        self.fails("RESOURCE_DOES_NOT_EXIST", "secrets", "get-acl", *on, "--principal", "users")
