"""Makes the golden numbers for `src/learn`: run `python tests/golden/make_learn.py` with numpy, scikit-learn and statsmodels
installed. Writes `learn_linear.json` beside itself, with the versions that made it and the seed. The inputs are stored with
the results, so that the tests need nothing else."""

import json
import platform
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler

SEED = 20261125
HERE = Path(__file__).parent
warnings.filterwarnings("ignore")


def write(name, packages, body):
    versions = {"python": platform.python_version()} | {package: version(package) for package in packages}
    document = {"made_by": "make_learn.py", "seed": SEED, "versions": versions} | body
    (HERE / name).write_text(json.dumps(document, indent=1) + "\n")


def rounded(array):
    """Inputs with few digits, so that the file stays small and means exactly what it says."""
    return np.round(array, 3)


def features(generator, n):
    """Four numbers: correlated, skewed, on different scales, one far from 0."""
    a = generator.normal(size=n)
    b = 0.6 * a + 0.8 * generator.normal(size=n)
    c = np.exp(generator.normal(size=n)) * 100
    d = 50_000 + 10 * generator.normal(size=n)
    return rounded(np.column_stack([a, b, c, d]))


def standardised(x, weights=None):
    scaler = StandardScaler().fit(x, sample_weight=weights)
    return scaler, scaler.transform(x)


def told(scaler, coefficients, intercepts):
    """Coefficients of standardised features on the scale of the data."""
    coefficients, intercepts = np.atleast_2d(coefficients), np.atleast_1d(intercepts)
    raw = coefficients / scaler.scale_
    return raw, intercepts - raw @ scaler.mean_


def penalised_logistic(x, y, weights, penalty, l1_share):
    scaler, z = standardised(x, weights)
    solver = "saga" if l1_share > 0 else "newton-cholesky" if len(set(y)) == 2 else "lbfgs"
    options = {"l1_ratio": l1_share} if l1_share > 0 else {}
    model = LogisticRegression(C=1 / penalty, solver=solver, tol=1e-13, max_iter=200_000, **options)
    model.fit(z, y, sample_weight=weights)
    coefficients, intercepts = told(scaler, model.coef_, model.intercept_)
    return {
        "penalty": penalty,
        "l1_share": l1_share,
        "coefficients": coefficients.tolist(),
        "intercepts": intercepts.tolist(),
        "probabilities": model.predict_proba(z)[:5].tolist(),
    }


def inference(result):
    """statsmodels with the constant first; ours has it last."""
    order = [*range(1, len(result.params)), 0]
    interval = np.asarray(result.conf_int(0.05))
    return {
        "values": np.asarray(result.params)[order].tolist(),
        "standard_errors": np.asarray(result.bse)[order].tolist(),
        "low": interval[order, 0].tolist(),
        "high": interval[order, 1].tolist(),
    }


def binary(generator):
    n = 240
    x = features(generator, n)
    eta = 0.8 * x[:, 0] - 0.5 * x[:, 1] + 0.004 * (x[:, 2] - 150) + 0.05 * (x[:, 3] - 50_000)
    y = (generator.random(n) < 1 / (1 + np.exp(-eta))).astype(int)
    weights = generator.integers(1, 4, n).astype(float)
    constant = sm.add_constant(x)
    return {
        "x": x.T.tolist(),
        "y": y.tolist(),
        "weights": weights.tolist(),
        "plain": inference(sm.Logit(y, constant).fit(disp=0, maxiter=200, tol=1e-14)),
        "weighted": inference(
            sm.GLM(y, constant, family=sm.families.Binomial(), freq_weights=weights).fit(maxiter=200, tol=1e-14)
        ),
        "ridge": penalised_logistic(x, y, None, 1.0, 0.0),
        "ridge_weighted": penalised_logistic(x, y, weights, 5.0, 0.0),
        "elastic": penalised_logistic(x, y, None, 4.0, 0.5),
        "lasso": penalised_logistic(x, y, None, 12.0, 1.0),
    }


def multiclass(generator):
    n = 210
    x = features(generator, n)
    scores = np.column_stack([0.9 * x[:, 0], -0.7 * x[:, 1], 0.006 * (x[:, 2] - 150)]) + generator.gumbel(size=(n, 3))
    y = scores.argmax(axis=1)
    return {
        "x": x.T.tolist(),
        "y": y.tolist(),
        "ridge": penalised_logistic(x, y, None, 1.0, 0.0),
        "elastic": penalised_logistic(x, y, None, 3.0, 0.5),
    }


def numeric(generator):
    n = 160
    x = features(generator, n)
    y = rounded(3 + 2 * x[:, 0] - x[:, 1] + 0.01 * x[:, 2] + 0.2 * (x[:, 3] - 50_000) + generator.normal(size=n))
    weights = rounded(generator.uniform(0.5, 2, n))
    constant = sm.add_constant(x)
    scaler, z = standardised(x)
    ridge = Ridge(alpha=7.0, solver="cholesky").fit(z, y)
    elastic = ElasticNet(alpha=60.0 / n, l1_ratio=0.5, tol=1e-14, max_iter=1_000_000).fit(z, y)

    def penalised(model, penalty, l1_share):
        coefficients, intercepts = told(scaler, model.coef_, model.intercept_)
        return {
            "penalty": penalty,
            "l1_share": l1_share,
            "coefficients": coefficients.tolist(),
            "intercepts": intercepts.tolist(),
        }

    return {
        "x": x.T.tolist(),
        "y": y.tolist(),
        "weights": weights.tolist(),
        "plain": inference(sm.OLS(y, constant).fit()),
        "weighted": inference(sm.WLS(y, constant, weights=weights).fit()),
        "ridge": penalised(ridge, 7.0, 0.0),
        "elastic": penalised(elastic, 60.0, 0.5),
    }


def main():
    generator = np.random.default_rng(SEED)
    body = {"binary": binary(generator), "multiclass": multiclass(generator), "numeric": numeric(generator)}
    write("learn_linear.json", ["numpy", "scikit-learn", "statsmodels"], body)


main()
