from harness.legacy import LegacyCase


class Tokens(LegacyCase):
    def test_a_life(self):
        made = self.json("tokens", "create", "--comment", "cli", "--lifetime-seconds", 3600)
        self.assertRegex(made["token_value"], "^dapi[0-9a-f]{32}$")
        token_id = made["token_info"]["token_id"]
        listed = {each["token_id"]: each for each in self.json("tokens", "list")["token_infos"]}
        self.assertEqual("cli", listed[token_id]["comment"])
        self.assertIn(token_id, self.run_cli("tokens", "list"))
        self.run_cli("tokens", "revoke", "--token-id", token_id)
        self.assertNotIn(token_id, self.run_cli("tokens", "list"))

    def test_errors(self):
        self.fails("RESOURCE_DOES_NOT_EXIST", "tokens", "revoke", "--token-id", "0" * 64)
