"""Errors of dbutils. Programs look for the names of Java classes in their texts, so these are there."""

import json


class ExecutionError(Exception):
    """A call that the service would pass on to the JVM, and that failed there."""

    def __init__(self, call, java_class, message):
        super().__init__("An error occurred while calling %s.\n: %s: %s" % (call, java_class, message))
        self.java_class = java_class
        self.message = message


class NotAvailable(NotImplementedError):
    """What the emulated workspace does not have."""


def refused(call, status, body):
    """The exception for a call of the REST API that was answered with an error."""
    code, message = "HTTP %d" % status, body.strip()
    try:
        parsed = json.loads(body)
        code, message = parsed.get("error_code", code), parsed.get("message", message)
    except (ValueError, AttributeError):
        pass
    java_class = {
        "RESOURCE_DOES_NOT_EXIST": "java.lang.IllegalArgumentException",
        "INVALID_PARAMETER_VALUE": "java.lang.IllegalArgumentException",
        "PERMISSION_DENIED": "java.lang.SecurityException",
    }.get(code, "com.databricks.common.client.DatabricksServiceException")
    return ExecutionError(call, java_class, "%s: %s" % (code, message))
