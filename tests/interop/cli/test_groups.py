from harness.legacy import LegacyCase


class Groups(LegacyCase):
    def test_a_life(self):
        self.run_cli("groups", "create", "--group-name", "outer")
        self.run_cli("groups", "create", "--group-name", "inner")
        self.assertLessEqual({"admins", "users", "outer", "inner"}, set(self.json("groups", "list")["group_names"]))
        self.run_cli("groups", "add-member", "--parent-name", "outer", "--group-name", "inner")
        self.run_cli("groups", "add-member", "--parent-name", "outer", "--user-name", "admin@localhost")
        members = self.json("groups", "list-members", "--group-name", "outer")["members"]
        self.assertCountEqual([{"group_name": "inner"}, {"user_name": "admin@localhost"}], members)
        self.assertEqual(["outer"], self.json("groups", "list-parents", "--group-name", "inner")["group_names"])
        self.assertIn("outer", self.json("groups", "list-parents", "--user-name", "admin@localhost")["group_names"])
        self.run_cli("groups", "remove-member", "--parent-name", "outer", "--group-name", "inner")
        self.assertEqual([{"user_name": "admin@localhost"}], self.json("groups", "list-members", "--group-name", "outer")["members"])
        self.run_cli("groups", "delete", "--group-name", "outer")
        self.fails("RESOURCE_DOES_NOT_EXIST", "groups", "list-members", "--group-name", "outer")

    def test_errors(self):
        self.run_cli("groups", "create", "--group-name", "taken")
        self.fails("RESOURCE_ALREADY_EXISTS", "groups", "create", "--group-name", "taken")
        self.fails("RESOURCE_DOES_NOT_EXIST", "groups", "add-member", "--parent-name", "taken", "--user-name", "nobody@example.com")
