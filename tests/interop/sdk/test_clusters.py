import datetime
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, OperationFailed, ResourceDoesNotExist
from databricks.sdk.service import compute

NODE = "Standard_DS3_v2"
RUNTIME = "15.4.x-scala2.12"
SOON = datetime.timedelta(minutes=1)


class Clusters(unittest.TestCase):
    """One cluster that runs, for the tests that only look; others make their own."""

    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()
        cls.shared = cls.w.clusters.create_and_wait(
            RUNTIME, cluster_name="shared", node_type_id=NODE, num_workers=1, custom_tags={"team": "x"}, timeout=SOON
        )

    def create(self, name, **more):
        arguments = {"cluster_name": name, "node_type_id": NODE, "num_workers": 1} | more
        return self.w.clusters.create(RUNTIME, **arguments).response.cluster_id

    def test_create_and_wait_returns_a_running_cluster(self):
        self.assertEqual(compute.State.RUNNING, self.shared.state)
        self.assertEqual("shared", self.shared.cluster_name)
        self.assertEqual({"team": "x"}, self.shared.custom_tags)
        self.assertEqual(1, len(self.shared.executors))
        self.assertEqual(compute.DataSecurityMode.SINGLE_USER, self.shared.data_security_mode)
        self.assertEqual(self.shared.cluster_id, self.shared.default_tags["ClusterId"])
        self.assertEqual(1, self.shared.spec.num_workers)

    def test_a_wait_can_be_watched(self):
        seen = []
        waiter = self.w.clusters.create(RUNTIME, node_type_id=NODE, num_workers=0)
        waiter.result(timeout=SOON, callback=lambda cluster: seen.append(cluster.state))
        self.assertEqual(compute.State.PENDING, seen[0])
        self.w.clusters.permanent_delete(waiter.cluster_id)

    def test_get_of_a_missing_cluster(self):
        with self.assertRaises(ResourceDoesNotExist) as missing:
            self.w.clusters.get("1121-000000-nosuchid")
        self.assertIn("Cluster 1121-000000-nosuchid does not exist", str(missing.exception))

    def test_start_of_a_missing_cluster(self):
        with self.assertRaises(InvalidParameterValue):
            self.w.clusters.start("1121-000000-nosuchid")

    def test_bad_specs_are_refused(self):
        for name, arguments in {
            "node type": {"node_type_id": "nope", "num_workers": 1},
            "no size": {"node_type_id": NODE},
            "two sizes": {"node_type_id": NODE, "num_workers": 1, "autoscale": compute.AutoScale(min_workers=1, max_workers=2)},
            "autotermination": {"node_type_id": NODE, "num_workers": 1, "autotermination_minutes": 3},
        }.items():
            with self.subTest(name), self.assertRaises(InvalidParameterValue):
                self.w.clusters.create(RUNTIME, **arguments)
        with self.assertRaises(InvalidParameterValue):
            self.w.clusters.create("1.0", node_type_id=NODE, num_workers=1)

    def test_list_turns_pages(self):
        ids = {self.create(f"page-{i}") for i in range(5)}
        listed = [cluster.cluster_id for cluster in self.w.clusters.list(page_size=2)]
        self.assertEqual(len(listed), len(set(listed)))
        self.assertLessEqual(ids, set(listed))
        for cluster_id in ids:
            self.w.clusters.permanent_delete(cluster_id)

    def test_list_filters_and_sorts(self):
        pinned = self.create("pinned")
        self.w.clusters.pin(pinned)
        by = compute.ListClustersFilterBy(is_pinned=True)
        self.assertEqual([pinned], [cluster.cluster_id for cluster in self.w.clusters.list(filter_by=by)])
        by = compute.ListClustersFilterBy(cluster_sources=[compute.ClusterSource.JOB])
        self.assertEqual([], list(self.w.clusters.list(filter_by=by)))
        order = compute.ListClustersSortBy(
            direction=compute.ListClustersSortByDirection.ASC, field=compute.ListClustersSortByField.CLUSTER_NAME
        )
        names = [cluster.cluster_name for cluster in self.w.clusters.list(sort_by=order)]
        self.assertEqual(sorted(names), names)
        with self.assertRaises(Exception) as refused:
            self.w.clusters.permanent_delete(pinned)
        self.assertIn("unpin the cluster first", str(refused.exception))
        self.w.clusters.unpin(pinned)
        self.w.clusters.permanent_delete(pinned)

    def test_a_life(self):
        clusters = self.w.clusters
        waiter = clusters.create(RUNTIME, cluster_name="life", node_type_id=NODE, num_workers=1, autotermination_minutes=60)
        cluster_id = waiter.cluster_id
        waiter.result(timeout=SOON)
        resized = clusters.resize_and_wait(cluster_id, num_workers=3, timeout=SOON)
        self.assertEqual(3, len(resized.executors))
        edited = clusters.edit_and_wait(
            cluster_id, RUNTIME, node_type_id="i3.xlarge", autoscale=compute.AutoScale(min_workers=1, max_workers=4), cluster_name="edited", timeout=SOON
        )
        self.assertEqual(("edited", "i3.xlarge", 4), (edited.cluster_name, edited.node_type_id, edited.autoscale.max_workers))
        updated = clusters.update_and_wait(
            cluster_id, "custom_tags", cluster=compute.UpdateClusterResource(custom_tags={"a": "b"}), timeout=SOON
        )
        self.assertEqual({"a": "b"}, updated.custom_tags)
        restarted = clusters.restart_and_wait(cluster_id, timeout=SOON)
        self.assertNotEqual(updated.spark_context_id, restarted.spark_context_id)
        ended = clusters.delete_and_wait(cluster_id, timeout=SOON)
        self.assertEqual(compute.TerminationReasonCode.USER_REQUEST, ended.termination_reason.code)
        clusters.change_owner(cluster_id, "admin@localhost")
        self.assertEqual(compute.State.RUNNING, clusters.start_and_wait(cluster_id, timeout=SOON).state)
        clusters.ensure_cluster_is_running(cluster_id)
        types = [event.type for event in clusters.events(cluster_id, order=compute.GetEventsOrder.ASC, limit=3)]
        self.assertEqual([compute.EventType.CREATING, compute.EventType.RUNNING], types[:2])
        self.assertEqual(len(types), len(list(clusters.events(cluster_id))))
        self.assertIn(compute.EventType.EDITED, types)
        clusters.permanent_delete(cluster_id)
        with self.assertRaises(ResourceDoesNotExist):
            clusters.get(cluster_id)

    def test_waiting_for_a_cluster_that_was_terminated_fails(self):
        waiter = self.w.clusters.create(RUNTIME, cluster_name="ended", node_type_id=NODE, num_workers=1)
        self.w.clusters.delete_and_wait(waiter.cluster_id, timeout=SOON)
        with self.assertRaises(OperationFailed) as failed:
            waiter.result(timeout=SOON)
        self.assertIn("Terminated by user", str(failed.exception))
        self.w.clusters.ensure_cluster_is_running(waiter.cluster_id)
        self.assertEqual(compute.State.RUNNING, self.w.clusters.get(waiter.cluster_id).state)

    def test_the_helpers_choose_from_what_there_is(self):
        node = self.w.clusters.select_node_type(local_disk=True, min_cores=8)
        self.assertIn(node, [each.node_type_id for each in self.w.clusters.list_node_types().node_types])
        key = self.w.clusters.select_spark_version(long_term_support=True)
        self.assertIn(key, [version.key for version in self.w.clusters.spark_versions().versions])
        self.assertIn("-ml-", self.w.clusters.select_spark_version(ml=True, long_term_support=True))
        zones = self.w.clusters.list_zones()
        self.assertIn(zones.default_zone, zones.zones)
