import unittest

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError, NotFound
from databricks.sdk.service import settings

PROFILE = "arn:aws:iam::123456789012:instance-profile/interop"


class Settings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.w = WorkspaceClient()

    def test_instance_profiles(self):
        profiles = self.w.instance_profiles
        profiles.add(PROFILE, skip_validation=True)
        self.assertEqual([PROFILE], [each.instance_profile_arn for each in profiles.list()])
        profiles.edit(PROFILE, is_meta_instance_profile=True)
        self.assertEqual([True], [each.is_meta_instance_profile for each in profiles.list()])
        with self.assertRaises(DatabricksError):
            profiles.add(PROFILE, skip_validation=True)
        profiles.remove(PROFILE)
        self.assertEqual([], list(profiles.list()))

    def test_ip_access_lists(self):
        lists = self.w.ip_access_lists
        made = lists.create("office", settings.ListType.ALLOW, ip_addresses=["192.0.2.0/24"]).ip_access_list
        self.assertEqual(("office", ["192.0.2.0/24"], True), (made.label, made.ip_addresses, made.enabled))
        lists.update(made.list_id, label="home")
        self.assertEqual(["home"], [each.label for each in lists.list()])
        lists.replace(made.list_id, "all", settings.ListType.BLOCK, False, ip_addresses=["198.51.100.1"])
        replaced = lists.get(made.list_id).ip_access_list
        self.assertEqual(("all", settings.ListType.BLOCK, False), (replaced.label, replaced.list_type, replaced.enabled))
        with self.assertRaises(DatabricksError):
            lists.create("bad", settings.ListType.ALLOW, ip_addresses=["300.0.0.1"])
        lists.delete(made.list_id)
        with self.assertRaises(NotFound):
            lists.get(made.list_id)

    def test_notification_destinations(self):
        destinations = self.w.notification_destinations
        email = settings.Config(email=settings.EmailConfig(addresses=["a@example.com"]))
        made = destinations.create(display_name="team", config=email)
        self.assertEqual(settings.DestinationType.EMAIL, made.destination_type)
        destinations.update(made.id, display_name="group")
        self.assertEqual(["group"], [each.display_name for each in destinations.list()])
        self.assertEqual(["a@example.com"], destinations.get(made.id).config.email.addresses)
        destinations.delete(made.id)
        with self.assertRaises(NotFound):
            destinations.get(made.id)
