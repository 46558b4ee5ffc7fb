from harness.go_cli import GoCase


class Identity(GoCase):
    def test_who_am_i(self):
        self.assertEqual("admin@localhost", self.json("current-user", "me")["userName"])

    def test_secrets(self):
        self.run_cli("secrets", "create-scope", "app")
        self.run_cli("secrets", "put-secret", "app", "key", "--string-value", "v")
        self.run_cli("secrets", "put-acl", "app", "users", "READ")
        self.assertEqual(["key"], [each["key"] for each in self.json("secrets", "list-secrets", "app")])
        self.assertEqual("dg==", self.json("secrets", "get-secret", "app", "key")["value"])
        self.fails("already exists", "secrets", "create-scope", "app")
        self.run_cli("secrets", "delete-scope", "app")
        self.assertEqual([], self.json("secrets", "list-scopes"))

    def test_users_and_groups(self):
        user = self.json("users", "create", "--user-name", "ada@example.com")
        group = self.json("groups", "create", "--display-name", "crew")
        body = '{"Operations": [{"op": "add", "path": "members", "value": [{"value": "%s"}]}], "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}'
        self.run_cli("groups", "patch", group["id"], "--json", body % user["id"])
        self.assertEqual([user["id"]], [member["value"] for member in self.json("groups", "get", group["id"])["members"]])
        self.assertIn("ada@example.com", self.run_cli("users", "list"))
        self.run_cli("users", "delete", user["id"])
        self.assertEqual([], self.json("groups", "get", group["id"]).get("members", []))

    def test_tokens(self):
        made = self.json("tokens", "create", "--comment", "ci", "--lifetime-seconds", 3600)
        self.assertIn(made["token_info"]["token_id"], [each["token_id"] for each in self.json("tokens", "list")])
        self.run_cli("tokens", "delete", made["token_info"]["token_id"])

    def test_pools_and_policies(self):
        pool = self.json("instance-pools", "create", "pool", "i3.xlarge")["instance_pool_id"]
        self.assertIn(pool, self.run_cli("instance-pools", "list"))
        policy = self.json("cluster-policies", "create", "--name", "small", "--definition", '{"num_workers": {"type": "fixed", "value": 1}}')["policy_id"]
        self.fails("num_workers", "clusters", "create", "15.4.x-scala2.12", "--policy-id", policy, "--node-type-id", "i3.xlarge", "--num-workers", 5)
        self.run_cli("cluster-policies", "delete", policy)
        self.run_cli("instance-pools", "delete", pool)

    def test_what_is_not_modelled(self):
        self.fails("does not serve warehouses.list", "warehouses", "list")
