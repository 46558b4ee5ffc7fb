from harness.legacy import LegacyCase


class Libraries(LegacyCase):
    def statuses(self, cluster_id):
        found = self.json("libraries", "cluster-status", "--cluster-id", cluster_id)
        return [each["status"] for each in found.get("library_statuses", [])]

    def test_install_and_uninstall(self):
        cluster_id = self.create_cluster()
        self.until_cluster_is("RUNNING", cluster_id)
        on = ["--cluster-id", cluster_id]
        self.assertEqual({"cluster_id": cluster_id}, self.json("libraries", "list", *on))
        self.run_cli("libraries", "install", *on, "--pypi-package", "pandas", "--pypi-repo", "https://example.com/simple")
        self.run_cli("libraries", "install", *on, "--maven-coordinates", "org.jsoup:jsoup:1.7.2", "--maven-exclusion", "a:b")
        self.run_cli("libraries", "install", *on, "--jar", "dbfs:/a.jar")
        self.run_cli("libraries", "install", *on, "--whl", "dbfs:/a.whl")
        self.run_cli("libraries", "install", *on, "--cran-package", "ada")
        self.until(["INSTALLED"] * 5, lambda: self.statuses(cluster_id))
        every = self.json("libraries", "all-cluster-statuses")["statuses"]
        self.assertEqual([cluster_id], [each["cluster_id"] for each in every])
        self.run_cli("libraries", "uninstall", *on, "--jar", "dbfs:/a.jar")
        self.assertEqual("UNINSTALL_ON_RESTART", self.statuses(cluster_id)[-1])
        self.run_cli("clusters", "restart", *on)
        self.until(["INSTALLED"] * 4, lambda: self.statuses(cluster_id))
        self.run_cli("libraries", "uninstall", *on, "--all")
        self.assertEqual(["UNINSTALL_ON_RESTART"] * 4, self.statuses(cluster_id))
        self.run_cli("clusters", "permanent-delete", *on)

    def test_errors(self):
        self.fails("Cluster nope does not exist", "libraries", "cluster-status", "--cluster-id", "nope")
        self.fails("Cluster nope does not exist", "libraries", "install", "--cluster-id", "nope", "--jar", "dbfs:/a.jar")
        cluster_id = self.create_cluster()
        self.fails("Maven coordinates", "libraries", "install", "--cluster-id", cluster_id, "--maven-coordinates", "jsoup")
        self.run_cli("clusters", "permanent-delete", "--cluster-id", cluster_id)
