"""Makes the golden numbers for the profile (`src/data/src/profile`): run `python tests/golden/make_profile.py` with numpy,
scipy, pandas and scikit-learn installed. Writes `profile.json` beside itself: arrays with their figures, and the figures of
the columns of the sample data. Nothing is random but what the seed gives."""

import json
import math
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.datasets import load_iris

SEED = 20261125
HERE = Path(__file__).parent
SAMPLES = HERE.parent.parent / "sample-data"
QUANTILES = [0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0]


def number(value):
    return float(value) if value is not None and math.isfinite(value) else None


def figures(values):
    """Of a series of numbers; missing is NaN, infinities are counted and left out. Null where undefined."""
    missing = int(values.isna().sum())
    infinite = int(np.isinf(values).sum())
    x = values[np.isfinite(values)].astype(float)
    n = len(x)
    spread = n > 1 and x.nunique() > 1
    exact = math.fsum(x) if n else 0.0
    # Skewness and kurtosis do not change when all values are shifted; scipy is more exact near zero.
    near = x - x.median() if n else x
    sd = x.std() if n > 1 else None
    counts = values.dropna().value_counts()
    shares = counts / counts.sum()
    entropy = stats.entropy(shares) if len(counts) else None
    return {
        "n": n,
        "missing": missing,
        "infinite": infinite,
        "zeros": int((values == 0).sum()),
        "negatives": int((values < 0).sum()),
        "distinct": len(counts),
        "unique": int((counts == 1).sum()),
        "sum": number(exact),
        "mean": number(exact / n) if n else None,
        "variance": number(x.var()) if n > 1 else None,
        "sd": number(sd) if n > 1 else None,
        "variation": number(sd / x.mean()) if n > 1 and x.mean() != 0 else None,
        "skewness": number(stats.skew(near, bias=False)) if spread and n > 2 else None,
        "kurtosis": number(stats.kurtosis(near, bias=False)) if spread and n > 3 else None,
        "min": number(x.min()) if n else None,
        "max": number(x.max()) if n else None,
        "quantiles": [float(q) for q in np.quantile(x, QUANTILES)] if n else [],
        "iqr": number(np.subtract(*np.quantile(x, [0.75, 0.25]))) if n else None,
        "mad": number(stats.median_abs_deviation(x)) if n else None,
        "entropy": number(entropy),
        "top": int(counts.max()) if len(counts) else None,
    }


def arrays():
    rng = np.random.default_rng(SEED)
    nan = np.nan
    heavy = rng.standard_cauchy(4000)
    return {
        # ydata-profiling, tests/unit/test_describe.py
        "ydata x": [50, 50, -10, 0, 0, 5, 15, -3, nan],
        "ydata y": [1e-6, 654.152, nan, 15.984512, 3122, -3.1415926535, 111, 15.9, 13.5],
        "empty": [],
        "all missing": [nan, nan, nan],
        "one": [3.5],
        "two": [1.0, 4.0],
        "three": [1.0, 4.0, 4.5],
        "constant": [2.5] * 40,
        "ascending": np.arange(3000) * 0.37,
        "descending": np.arange(3000)[::-1] * 1.7,
        "heavy tail": heavy,
        "mostly missing": np.where(rng.random(3000) < 0.98, nan, rng.normal(5.0, 2.0, 3000)),
        "all distinct": rng.permutation(5000) + 0.25,
        "far from zero": 1e9 + rng.normal(0.0, 1.0, 3000),
        "infinities": np.where(rng.random(500) < 0.1, np.inf, np.where(rng.random(500) < 0.1, -np.inf, rng.normal(0, 1, 500))),
        "few": rng.integers(-3, 4, 2000),
        "lognormal": rng.lognormal(0.0, 2.0, 3000),
    }


def text_figures(values):
    counts = values.dropna().value_counts()
    lengths = values.dropna().str.len()
    return {
        "n": int(values.notna().sum()),
        "missing": int(values.isna().sum()),
        "distinct": len(counts),
        "unique": int((counts == 1).sum()),
        "entropy": number(stats.entropy(counts)) if len(counts) else None,
        "top": int(counts.max()) if len(counts) else None,
        "min_length": int(lengths.min()) if len(counts) else 0,
        "max_length": int(lengths.max()) if len(counts) else 0,
        "mean_length": number(lengths.mean()) if len(counts) else None,
    }


def table(path):
    frame = pd.read_csv(path, na_values=["NA"], keep_default_na=False)
    columns = {}
    for name in frame.columns:
        values = frame[name]
        numeric = pd.api.types.is_numeric_dtype(values)
        columns[name] = {"kind": "number", **figures(values)} if numeric else {"kind": "text", **text_figures(values)}
    missing = frame.isna()
    return {
        "rows": len(frame),
        "columns": columns,
        "complete_rows": int((~missing.any(axis=1)).sum()),
        "missing_cells": int(missing.sum().sum()),
        "duplicate_rows_to_drop": int(frame.duplicated().sum()),
        "duplicate_rows_involved": int(frame.duplicated(keep=False).sum()),
        "duplicate_groups": int(frame[frame.duplicated(keep=False)].drop_duplicates().shape[0]),
    }


def main():
    iris = load_iris(as_frame=True).frame
    cases = {name: pd.Series(values, dtype=float) for name, values in arrays().items()}
    cases |= {f"iris {name}": iris[name] for name in iris.columns[:4]}
    plain = lambda values: [None if math.isnan(v) else (v if math.isfinite(v) else str(v)) for v in values.tolist()]
    body = {
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in ["numpy", "scipy", "pandas", "scikit-learn"]},
        "seed": SEED,
        "quantiles": QUANTILES,
        "arrays": [{"case": name, "values": plain(values), "figures": figures(values)} for name, values in cases.items()],
        "tables": {name: table(SAMPLES / name) for name in ["penguins.csv", "census-employment.csv"]},
        # numpy.corrcoef of isna() of penguins, by pairs of columns with missing values.
        "penguins_phi": penguins_phi(),
    }
    text = json.dumps(body, allow_nan=False, separators=(",", ":"))
    (HERE / "profile.json").write_text(text.replace('{"case":', '\n{"case":').replace('"kind":', '\n"kind":') + "\n")


def penguins_phi():
    missing = pd.read_csv(SAMPLES / "penguins.csv", na_values=["NA"], keep_default_na=False).isna()
    missing = missing.loc[:, missing.any()]
    return {"columns": list(missing.columns), "phi": np.corrcoef(missing.T.astype(float)).tolist()}


if __name__ == "__main__":
    main()
