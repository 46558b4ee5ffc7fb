import datetime
import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound
from databricks.sdk.service import compute

SOON = datetime.timedelta(minutes=1)


class InstancePools(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()

    def test_a_life(self):
        pools = self.w.instance_pools
        self.assertEqual([], list(pools.list()))
        pool_id = pools.create(
            "pool", "i3.xlarge", min_idle_instances=2, max_capacity=10, preloaded_spark_versions=["15.4.x-scala2.12"]
        ).instance_pool_id
        pool = pools.get(pool_id)
        self.assertEqual(("pool", "i3.xlarge", 2, 10), (pool.instance_pool_name, pool.node_type_id, pool.min_idle_instances, pool.max_capacity))
        self.assertEqual(compute.InstancePoolState.ACTIVE, pool.state)
        self.assertEqual(2, pool.stats.idle_count)
        self.assertEqual("Databricks", pool.default_tags["Vendor"])
        cluster = self.w.clusters.create_and_wait("15.4.x-scala2.12", instance_pool_id=pool_id, num_workers=2, timeout=SOON)
        self.assertEqual("i3.xlarge", cluster.node_type_id)
        self.assertEqual(3, pools.get(pool_id).stats.used_count)
        pools.edit(pool_id, "renamed", "i3.xlarge", min_idle_instances=0, custom_tags={"a": "b"})
        self.assertEqual([(pool_id, "renamed")], [(each.instance_pool_id, each.instance_pool_name) for each in pools.list()])
        pools.delete(pool_id)
        with self.assertRaises(NotFound):
            pools.get(pool_id)
        self.w.clusters.permanent_delete(cluster.cluster_id)

    def test_errors(self):
        pools = self.w.instance_pools
        with self.assertRaises(InvalidParameterValue):
            pools.create("p", "no-such-node")
        with self.assertRaises(InvalidParameterValue):
            pools.create("", "i3.xlarge")
        pool_id = pools.create("taken", "i3.xlarge").instance_pool_id
        with self.assertRaises(InvalidParameterValue):
            pools.create("taken", "i3.xlarge")
        with self.assertRaises(InvalidParameterValue):
            pools.edit(pool_id, "taken", "m5.large")
        with self.assertRaises(NotFound):
            pools.delete("no-such-pool")
        with self.assertRaises(InvalidParameterValue) as unknown:
            self.w.clusters.create("15.4.x-scala2.12", instance_pool_id="no-such-pool", num_workers=1)
        self.assertIn("Can't find an instance pool with id: no-such-pool.", str(unknown.exception))
        pools.delete(pool_id)
