"""Holds answers against api/openapi.yaml, as the build wrote it down as JSON."""
import functools
import json
import os
import re

import harness


@functools.lru_cache(None)
def contract():
    with open(os.path.join(os.path.dirname(harness.BINARY), "api", "contract.json")) as file:
        return json.load(file)


def follow(node):
    while "$ref" in node:
        place = contract()
        for key in node["$ref"][2:].split("/"):
            place = place[key]
        node = place
    return node


KINDS = {"string": str, "boolean": bool, "object": dict, "array": list, "null": type(None)}


def is_kind(value, kind):
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, KINDS[kind])


def check(schema, value, where="answer"):
    """Raises with the place of the first thing that is not as the contract says."""
    schema = follow(schema)

    def fault(what):
        raise AssertionError(f"{where}: {what}: {json.dumps(value)[:200]}")
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(is_kind(value, kind) for kind in kinds):
        fault(f"is none of {kinds}")
    if value is None:
        return
    if "const" in schema and value != schema["const"]:
        fault(f"is not {schema['const']}")
    if "enum" in schema and value not in schema["enum"]:
        fault(f"is none of {schema['enum']}")
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        fault(f"does not fit {schema['pattern']}")
    if is_kind(value, "number"):
        if value < schema.get("minimum", value) or value > schema.get("maximum", value):
            fault("is out of bounds")
    if isinstance(value, list) and "items" in schema:
        for i, item in enumerate(value):
            check(schema["items"], item, f"{where}/{i}")
    if isinstance(value, dict) and "properties" in schema:
        for name in schema.get("required", []):
            if name not in value:
                fault(f"lacks {name}")
        for name, member in value.items():
            if name in schema["properties"]:
                check(schema["properties"][name], member, f"{where}/{name}")
            elif schema.get("additionalProperties") is False:
                fault(f"has {name}")


def operation_of(method, path):
    for template, item in contract()["paths"].items():
        form = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(form, path) and method.lower() in item:
            return item[method.lower()]
    return None


def hold(method, path, answer):
    """An answer of the interface: its status is one that the contract has, its body fits."""
    operation = operation_of(method, path.partition("?")[0])
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("application/problem+json"):
        check({"$ref": "#/components/schemas/Problem"}, answer.json, f"{method} {path}")
    elif operation and kind.startswith("application/json"):
        found = follow(operation["responses"][str(answer.status)])
        schema = found["content"]["application/json"]["schema"]
        check(schema, answer.json, f"{method} {path}")
