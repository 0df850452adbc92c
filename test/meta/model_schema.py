# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""docs/library-model.schema.json and the loader accept the same documents."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

from support.meta import main
from support.project import BUILD, ROOT, relative

SCHEMA = ROOT / "docs" / "library-model.schema.json"
MODELS = sorted((ROOT / "checks" / "model" / "libraries").glob("*.json"))
COTIDY = str(BUILD / "bin" / "cotidy")
# Near to no word, so that the loader lists all it knows.
NONSENSE = "qqqqqqqqqqqqqqqq"

# What the schema says of an object, and a document with such an object.
OBJECTS = {
    "": lambda entry: {**entry, "version": 1, "library": "x"},
    "type": lambda entry: {"version": 1, "library": "x", "types": [{"name": "t", "is": "task", **entry}]},
    "function": lambda entry: {"version": 1, "library": "x", "functions": [{"name": "f", "is": "log", **entry}]},
    "condition": lambda entry: {
        "version": 1,
        "library": "x",
        "functions": [{"name": "f", "is": "log", "only": [{"argument": 0, "is": "zero", **entry}]}],
    },
}


def definition(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return schema["$defs"][name] if name else schema


def resolved(schema: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    reference = value.get("$ref")
    return definition(schema, reference.rsplit("/", 1)[1]) if reference else value


def without_comments(text: str) -> str:
    return re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)


class ModelSchema(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.schema = json.loads(SCHEMA.read_text())

    def schema_complaint(self, text: str) -> str:
        """Empty when the schema accepts the document."""
        instance = self.folder / "instance.json"
        instance.write_text(without_comments(text))
        result = subprocess.run(
            ["jsonschema", "-i", str(instance), str(SCHEMA)], capture_output=True, text=True
        )
        return "" if result.returncode == 0 else result.stdout + result.stderr

    def loader_complaint(self, document: object) -> str:
        """Empty when cotidy accepts the document."""
        model = self.folder / "model.json"
        model.write_text(json.dumps(document))
        unit = self.folder / "unit.cpp"
        unit.write_text("")
        result = subprocess.run(
            [COTIDY, "check", f"--model={model}", str(unit), "--", "-std=c++20"],
            capture_output=True,
            text=True,
        )
        return "" if result.returncode == 0 else result.stderr

    def test_built_in_models_are_valid(self) -> None:
        for model in MODELS:
            with self.subTest(relative(model)):
                self.assertEqual(self.schema_complaint(model.read_text()), "")

    def test_both_know_the_same_keys(self) -> None:
        for name, document in OBJECTS.items():
            with self.subTest(name or "document"):
                keys = ", ".join(definition(self.schema, name)["properties"])
                complaint = self.loader_complaint(document({NONSENSE: 1}))
                listed = re.search(r"the keys are (.*)\n", complaint)
                self.assertIsNotNone(listed, complaint)
                self.assertEqual(sorted(listed[1].split(", ")), sorted(keys.split(", ")))

    def test_both_know_the_same_values(self) -> None:
        for name, document in OBJECTS.items():
            for key, value in definition(self.schema, name)["properties"].items():
                values = resolved(self.schema, value).get("enum")
                if values is None:
                    continue
                with self.subTest(f"{name}.{key}"):
                    complaint = self.loader_complaint(document({key: NONSENSE}))
                    listed = re.search(r"the values are (.*)\n", complaint)
                    self.assertIsNotNone(listed, complaint)
                    self.assertEqual(listed[1].split(", "), values)

    def test_both_refuse(self) -> None:
        documents = {
            "no library": {"version": 1},
            "another version": {"version": 2, "library": "x"},
            "a type without a name": {"version": 1, "library": "x", "types": [{"is": "task"}]},
            "two ways to name": OBJECTS["function"]({"names": ["g"]}),
            "a list that is none": {"version": 1, "library": "x", "types": {}},
            "blocking without a group": OBJECTS["function"]({"is": "blocking"}),
            "a flag without its name": OBJECTS["condition"]({"is": "flag"}),
            "a type without its name": OBJECTS["condition"]({"is": "type"}),
            "an argument before the object": OBJECTS["condition"]({"argument": -2}),
            "a number that is none": OBJECTS["function"]({"callable": "1"}),
        }
        for what, document in documents.items():
            with self.subTest(what):
                self.assertNotEqual(self.schema_complaint(json.dumps(document)), "")
                self.assertNotEqual(self.loader_complaint(document), "")


if __name__ == "__main__":
    main()
