"""Makes `associations.json`: run `python tests/golden/make_associations.py` with numpy, scipy, pandas and scikit-learn
installed. Measures of pairs of columns of the sample data, on the rows in which both have a value. Pearson and Spearman
are scipy's, mutual information and entropy scikit-learn's and scipy's, χ² scipy's; Bergsma's correction and η are written
out here from their definitions."""

import json
import math
import platform
from importlib.metadata import version
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform
from sklearn.metrics import mutual_info_score, roc_auc_score

HERE = Path(__file__).parent
DATA = HERE.parent.parent / "sample-data"


def read(name):
    return pd.read_csv(DATA / name, keep_default_na=False, na_values=["", "NA"])


def cramers_v(x, y):
    table = pd.crosstab(x, y).to_numpy()
    n, (r, c) = table.sum(), table.shape
    phi2 = stats.chi2_contingency(table, correction=False).statistic / n
    phi2 = max(0.0, phi2 - (r - 1) * (c - 1) / (n - 1))
    r, c = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    return math.sqrt(phi2 / (min(r, c) - 1))


def eta(number, category):
    groups = [group.to_numpy() for _, group in number.groupby(category)]
    between = sum(len(group) * (group.mean() - number.mean()) ** 2 for group in groups)
    return math.sqrt(between / ((number - number.mean()) ** 2).sum())


def theils_u(told, given):
    return mutual_info_score(given, told) / stats.entropy(told.value_counts())


def pair(frame, a, b):
    both = frame[[a, b]].dropna()
    x, y = both[a], both[b]
    result = {"a": a, "b": b, "n": len(both)}
    numeric = [pd.api.types.is_numeric_dtype(side) for side in (x, y)]
    if all(numeric):
        result["pearson"] = stats.pearsonr(x, y).statistic
        result["spearman"] = stats.spearmanr(x, y).statistic
    elif not any(numeric):
        result["cramers_v"] = cramers_v(x, y)
        result["u_of_a"] = theils_u(x, y)
        result["u_of_b"] = theils_u(y, x)
    else:
        number, category = (x, y) if numeric[0] else (y, x)
        result["eta"] = eta(number, category)
    return result


def table(name, columns):
    frame = read(name)[columns]
    return {"columns": columns, "pairs": [pair(frame, a, b) for a, b in combinations(columns, 2)]}


def binary(name, target, positive, columns):
    frame = read(name)
    result = {}
    for column in columns:
        both = frame[[column, target]].dropna()
        result[column] = {"auc": roc_auc_score(both[target] == positive, both[column]), "n": len(both)}
    return {"target": target, "positive": positive, "columns": result}


def classes(name, target, columns):
    frame = read(name)
    result = {}
    for column in columns:
        values = frame[column].fillna("(missing)")
        share = mutual_info_score(values, frame[target]) / stats.entropy(frame[target].value_counts())
        result[column] = {"share": share, "n": len(values)}
    return {"target": target, "columns": result}


def order():
    rng = np.random.default_rng(20261125)
    points = rng.normal(size=(30, 3))
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    merges = linkage(squareform(distances, checks=False), "average")
    return {"distances": distances.tolist(), "heights": merges[:, 2].tolist(), "leaves": leaves_list(merges).tolist()}


body = {
    "versions": {"python": platform.python_version()}
    | {package: version(package) for package in ("numpy", "pandas", "scipy", "scikit-learn")},
    "penguins.csv": table(
        "penguins.csv", ["species", "island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex"]
    ),
    "census-employment.csv": table(
        "census-employment.csv", ["age", "existing_score", "education", "marital_status", "mobility", "sex", "race", "disability", "employed"]
    ),
    "binary": binary("census-employment.csv", "employed", "yes", ["age", "existing_score"]),
    "classes": classes("penguins.csv", "species", ["island", "sex"]),
    "order": order(),
}
text = json.dumps(body, allow_nan=False).replace('{"a":', '\n{"a":')
(HERE / "associations.json").write_text(text + "\n")
