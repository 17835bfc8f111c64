"""The other forms of a spec, tried with the real tools: Frictionless validates the data against `datapackage.json`; Feast
takes the repository and gives the features back by entity.

Run after compare.py: python tests/interop/packages.py DATA OUT [KEY]
with the same DATA and OUT; KEY is the entity's column. Needs frictionless, feast, pandas, pyarrow.
"""

import csv
import datetime
import json
import pathlib
import shutil
import subprocess
import sys


def frictionless(data, out):
    from frictionless import Package

    folder = out / "package"
    folder.mkdir(exist_ok=True)
    package = json.loads((out / "datapackage.json").read_text())
    package["resources"][0]["path"] = "data.csv"
    shutil.copy(data, folder / "data.csv")
    (folder / "datapackage.json").write_text(json.dumps(package))
    resource = Package(str(folder / "datapackage.json")).resources[0]
    report = resource.validate()
    tasks = report.tasks[0]
    print("frictionless:", "valid" if report.valid else "not valid", tasks.stats)
    for error in tasks.errors[:5]:
        print("  ", error.message)
    return report.valid


def feast(data, out, key):
    import pandas
    from feast import FeatureStore

    folder = out / "feast"
    (folder / "data").mkdir(exist_ok=True)
    with open(data, encoding="utf-8", newline="") as file:
        keys = [row[key] for row in csv.DictReader(file)]
    frame = pandas.read_csv(out / "features.csv")
    frame.insert(0, key, [int(value) for value in keys])
    moment = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
    frame.insert(1, "event_timestamp", moment)
    frame.to_parquet(folder / "features.parquet")
    subprocess.run([pathlib.Path(sys.executable).parent / "feast", "apply"], cwd=folder, check=True, capture_output=True)
    store = FeatureStore(repo_path=str(folder))
    view = store.list_feature_views()[0]
    wanted = frame.iloc[[0, 7, 99]]
    entities = pandas.DataFrame({key: wanted[key].tolist(), "event_timestamp": [moment] * 3})
    names = [f"{view.name}:{field.name}" for field in view.features]
    found = store.get_historical_features(entity_df=entities, features=names).to_df().sort_values(key)
    wanted = wanted.sort_values(key)
    same = all(
        str(a) == str(b) or abs(float(a) - float(b)) < 1e-12
        for field in view.features
        for a, b in zip(wanted[field.name], found[field.name])
    )
    print("feast:", view.name, len(view.features), "features,", "same values" if same else "other values")
    return same


def main():
    data, out = sys.argv[1], pathlib.Path(sys.argv[2])
    good = frictionless(data, out)
    if len(sys.argv) > 3:
        good &= feast(data, out, sys.argv[3])
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
