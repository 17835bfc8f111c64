"""Loads boosted models that ninefold exported in the real XGBoost and compares every prediction.

Run `python tests/interop/xgboost_loads.py` from the project with numpy and xgboost 3 installed. It has the test
`interop` of `ninefold-learn` write models, rows and predictions to a temporary folder, then reads them back. Not part of
the ordinary tests, which need no Python."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import xgboost


def check(folder, name):
    case = json.loads((folder / f"{name}.json").read_text())
    model = folder / f"{name}.xgboost.json"
    booster = xgboost.Booster(model_file=model)
    rows = np.array([[np.nan if value is None else value for value in row] for row in case["rows"]], dtype=np.float32)
    types = ["c" if kind == "category" else "float" for kind in case["kinds"]]
    matrix = xgboost.DMatrix(rows, feature_names=case["names"], feature_types=types, enable_categorical=True)
    found = booster.predict(matrix).reshape(-1)
    expected = np.array(case["predictions"])
    error = float(np.abs(found - expected).max() / max(1.0, np.abs(expected).max()))
    print(f"{name}: {len(rows)} rows, {booster.num_boosted_rounds()} rounds, largest difference {error:.2e}")
    return error < 2e-6


def main():
    print("xgboost", xgboost.__version__)
    root = Path(__file__).resolve().parents[2]
    cargo = os.environ.get("CARGO", "cargo")
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NINEFOLD_INTEROP": folder}
        command = [cargo, "test", "-q", "-p", "ninefold-learn", "interop"]
        subprocess.run(command, cwd=root, env=environment, check=True)
        names = sorted(path.name.removesuffix(".xgboost.json") for path in Path(folder).glob("*.xgboost.json"))
        good = [check(Path(folder), name) for name in names]
    sys.exit(0 if len(good) == 4 and all(good) else 1)


main()
