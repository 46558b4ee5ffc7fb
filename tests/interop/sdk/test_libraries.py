import datetime
import time
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue
from databricks.sdk.service import compute

SOON = datetime.timedelta(minutes=1)
PANDAS = compute.Library(pypi=compute.PythonPyPiLibrary(package="pandas==2.2.2"))
JAR = compute.Library(jar="dbfs:/FileStore/jars/a.jar")
MAVEN = compute.Library(maven=compute.MavenLibrary(coordinates="org.jsoup:jsoup:1.7.2", exclusions=["a:b"]))
TRANSIENT = {
    compute.LibraryInstallStatus.PENDING,
    compute.LibraryInstallStatus.RESOLVING,
    compute.LibraryInstallStatus.INSTALLING,
}


class Libraries(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()

    def setUp(self):
        self.cluster = self.w.clusters.create_and_wait(
            "15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1, timeout=SOON
        ).cluster_id
        self.addCleanup(self.w.clusters.permanent_delete, self.cluster)

    def statuses(self):
        return [(status.library, status.status) for status in self.w.libraries.cluster_status(self.cluster)]

    def wait(self):
        """As scripts do it: until nothing is on its way."""
        deadline = time.monotonic() + SOON.total_seconds()
        while any(status in TRANSIENT for _, status in self.statuses()):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.2)

    def test_install_and_uninstall(self):
        self.assertEqual([], self.statuses())
        self.w.libraries.install(self.cluster, [PANDAS, JAR, MAVEN])
        self.assertIn(self.statuses()[0][1], TRANSIENT)
        self.wait()
        installed = compute.LibraryInstallStatus.INSTALLED
        self.assertEqual([(PANDAS, installed), (JAR, installed), (MAVEN, installed)], self.statuses())
        every = {each.cluster_id: each.library_statuses for each in self.w.libraries.all_cluster_statuses()}
        self.assertEqual(3, len(every[self.cluster]))
        self.w.libraries.uninstall(self.cluster, [JAR])
        self.assertEqual((JAR, compute.LibraryInstallStatus.UNINSTALL_ON_RESTART), self.statuses()[-1])
        self.w.clusters.restart_and_wait(self.cluster, timeout=SOON)
        self.wait()
        self.assertEqual([(PANDAS, installed), (MAVEN, installed)], self.statuses())

    def test_errors(self):
        with self.assertRaises(InvalidParameterValue) as missing:
            list(self.w.libraries.cluster_status("nope"))
        self.assertIn("Cluster nope does not exist", str(missing.exception))
        with self.assertRaises(InvalidParameterValue):
            self.w.libraries.install("nope", [PANDAS])
        with self.assertRaises(InvalidParameterValue):
            self.w.libraries.install(self.cluster, [compute.Library()])
        with self.assertRaises(InvalidParameterValue):
            self.w.libraries.install(self.cluster, [compute.Library(maven=compute.MavenLibrary(coordinates="jsoup"))])
        self.assertEqual([], self.statuses())

    def test_a_clone_has_the_libraries_of_its_source(self):
        self.w.libraries.install(self.cluster, [PANDAS])
        clone = self.w.clusters.create(
            "15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1, clone_from=compute.CloneCluster(self.cluster)
        ).cluster_id
        self.assertEqual([PANDAS], [status.library for status in self.w.libraries.cluster_status(clone)])
        self.w.clusters.permanent_delete(clone)
