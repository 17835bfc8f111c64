"""Golden values of fitted functions, computed by numpy, scipy and scikit-learn.

Run: python tests/golden/make_features.py > tests/golden/features.json
"""

import json
import sys

import numpy
import scipy
import sklearn
from scipy import stats
from sklearn.preprocessing import MinMaxScaler, PowerTransformer, RobustScaler, StandardScaler, TargetEncoder

SEED = 20240607


def main():
    random = numpy.random.default_rng(SEED)
    n = 200
    skewed = numpy.round(random.lognormal(1.0, 0.8, n), 6)
    signed = numpy.round(random.normal(-1.0, 3.0, n), 6)
    ties = random.integers(0, 12, n).astype(float)
    category = random.choice(["a", "b", "c", "dd", "é"], n, p=[0.4, 0.3, 0.15, 0.1, 0.05])
    number = random.integers(0, 6, n)
    effect = {"a": 0.2, "b": 0.5, "c": 0.7, "dd": 0.4, "é": 0.9}
    binary = (random.random(n) < numpy.array([effect[c] for c in category])).astype(int)
    amount = numpy.round(random.normal(0, 1, n) + number, 6)
    grade = random.choice(["high", "low", "mid"], n)

    def encoded(columns, target, kind):
        encoder = TargetEncoder(smooth="auto", target_type=kind, random_state=0)
        encoder.fit(numpy.array(columns, dtype=object).reshape(-1, 1), target)
        return {
            "categories": [c if isinstance(c, str) else int(c) for c in encoder.categories_[0]],
            "encodings": [list(map(float, e)) for e in encoder.encodings_],
            "prior": numpy.atleast_1d(encoder.target_mean_).astype(float).tolist(),
        }

    columns = {"skewed": skewed, "signed": signed, "ties": ties}
    golden = {
        "versions": {"numpy": numpy.__version__, "scipy": scipy.__version__, "sklearn": sklearn.__version__},
        "seed": SEED,
        "data": {
            **{name: values.tolist() for name, values in columns.items()},
            "category": category.tolist(),
            "number": number.tolist(),
            "binary": binary.tolist(),
            "amount": amount.tolist(),
            "grade": grade.tolist(),
        },
        "columns": {},
    }
    for name, values in columns.items():
        frame = values.reshape(-1, 1)
        standard = StandardScaler().fit(frame)
        bounds = MinMaxScaler().fit(frame)
        robust = RobustScaler().fit(frame)
        power = PowerTransformer(method="yeo-johnson", standardize=False).fit(frame)
        golden["columns"][name] = {
            "standardize": standard.transform(frame)[:, 0].tolist(),
            "min_max": bounds.transform(frame)[:, 0].tolist(),
            "robust_scale": robust.transform(frame)[:, 0].tolist(),
            "median": float(numpy.median(values)),
            "winsorize": numpy.clip(values, *numpy.quantile(values, [0.05, 0.95])).tolist(),
            "deciles": numpy.quantile(values, numpy.arange(1, 10) / 10).tolist(),
            "width_edges": numpy.histogram_bin_edges(values, 5)[1:-1].tolist(),
            "yeo_johnson_lambda": float(stats.yeojohnson_normmax(values)),
            "yeo_johnson_sklearn_lambda": float(power.lambdas_[0]),
            "yeo_johnson": stats.yeojohnson(values, float(stats.yeojohnson_normmax(values))).tolist(),
        }
    golden["target_encode"] = {
        "binary_by_category": encoded(category.tolist(), binary, "binary"),
        "regression_by_number": encoded(number.tolist(), amount, "continuous"),
        "multiclass_by_category": encoded(category.tolist(), grade, "multiclass"),
    }
    json.dump(golden, sys.stdout, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
