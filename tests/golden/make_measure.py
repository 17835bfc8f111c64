"""Makes the golden numbers for `src/measure`: run `python tests/golden/make_measure.py` with numpy, scipy, pandas,
scikit-learn, statsmodels, fairlearn and cleanlab installed. Writes `measure_*.json` beside itself, each with the versions
that made it and the seed. The inputs are stored with the results, so that the tests need nothing else."""

import json
import math
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special, stats

SEED = 20261125
HERE = Path(__file__).parent


def write(name, packages, body):
    versions = {"python": platform.python_version()} | {package: version(package) for package in packages}
    body = {"versions": versions, "seed": SEED} | body
    text = json.dumps(plain(body), allow_nan=False, separators=(",", ":"))
    # A line for each case, so that a difference can be read.
    text = text.replace(',"case":', ',\n"case":').replace('},{', '},\n{')
    (HERE / f"measure_{name}.json").write_text(text + "\n")


def plain(value):
    """Lists, dicts and numbers of Python; what is not finite becomes null."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray, pd.Series)):
        return [plain(item) for item in value]
    if isinstance(value, (np.bool_, bool)):
        return bool(value)
    if isinstance(value, (np.integer, int)):
        return int(value)
    if isinstance(value, (np.floating, float)):
        return float(value) if math.isfinite(value) else None
    return value


def columns():
    rng = np.random.default_rng(SEED)
    samples = {
        "normal": rng.normal(3.0, 2.0, 501),
        "heavy": rng.standard_cauchy(200),
        "integers": rng.integers(-5, 6, 300).astype(float),
        "shifted": 1e9 + rng.normal(0.0, 1.0, 3000),
        "skewed": rng.lognormal(0.0, 2.0, 1000),
        "two": np.array([1.0, 4.0]),
        "three": np.array([1.0, 4.0, 4.5]),
        "four": np.array([1.0, 4.0, 4.5, -2.0]),
        "tiny": rng.normal(0.0, 1.0, 50) * 1e-200,
        "huge": rng.normal(0.0, 1.0, 50) * 1e300,
    }
    moments = []
    for name, x in samples.items():
        # Beyond what the squares of a number can hold, figures come from the same values in another unit.
        unit = {"tiny": 1e-200, "huge": 1e300}.get(name, 1.0)
        s = pd.Series(x / unit)
        moments.append({
            "case": name, "x": x, "unit": unit, "mean": s.mean() * unit, "sd": s.std() * unit,
            "skewness": s.skew() if len(x) > 2 else None, "kurtosis": s.kurt() if len(x) > 3 else None,
            "quantiles": [[q, s.quantile(q) * unit] for q in (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)],
            "mad": (s - s.median()).abs().median() * unit,
        })

    pairs = []
    for name in ("normal", "integers", "skewed"):
        x = samples[name]
        y = np.round(0.5 * x + rng.normal(0.0, 1.0, len(x)), 0 if name == "integers" else 6)
        groups = rng.integers(0, 4, len(x))
        values = x + groups
        means = np.array([values[groups == g].mean() for g in range(4)])
        counts = np.array([(groups == g).sum() for g in range(4)])
        between = (counts * (means - values.mean()) ** 2).sum()
        positive = (rng.random(len(x)) < special.expit((x - 2) / 2)).astype(int)
        auc = stats.mannwhitneyu(x[positive == 1], x[positive == 0]).statistic / positive.sum() / (1 - positive).sum()
        pairs.append({
            "case": name, "x": x, "y": y, "pearson": stats.pearsonr(x, y).statistic,
            "spearman": stats.spearmanr(x, y).statistic, "covariance": np.cov(x, y)[0, 1], "ranks": stats.rankdata(x),
            "slope": stats.linregress(x, y).slope, "intercept": stats.linregress(x, y).intercept,
            "groups": groups, "eta": math.sqrt(between / ((values - values.mean()) ** 2).sum()),
            "positive": positive, "auc": auc, "auc_se": delong_se(x, positive),
        })

    tables = []
    for table in ([[30, 10], [10, 30]], [[20, 15, 5], [5, 15, 20]], [[3, 0, 7, 1], [4, 9, 2, 2], [0, 1, 1, 8]]):
        t = np.array(table)
        p = t / t.sum()
        outer = p.sum(1, keepdims=True) * p.sum(0, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            mi = np.nansum(np.where(p > 0, p * np.log(p / outer), 0.0))
        plain_chi, yates_chi = stats.chi2_contingency(t, correction=False), stats.chi2_contingency(t, correction=True)
        tables.append({
            "case": "table", "columns": t.shape[1], "counts": t.ravel(), "chi2": plain_chi.statistic, "p": plain_chi.pvalue,
            "chi2_yates": yates_chi.statistic, "mutual_information": mi,
            "u_columns": mi / stats.entropy(p.sum(0)), "u_rows": mi / stats.entropy(p.sum(1)),
            "entropy_rows": stats.entropy(p.sum(1)), "entropy_rows_bits": stats.entropy(p.sum(1), base=2),
            "raw_v": stats.contingency.association(t, method="cramer", correction=False),
        })

    drift = []
    for name, n, m, shift, decimals in (("same", 300, 200, 0.0, 6), ("shifted", 400, 700, 0.3, 6), ("ties", 150, 90, 0.5, 0),
                                        ("tiny", 3, 4, 1.0, 6), ("far", 50, 40, 9.0, 6)):
        a = np.round(rng.normal(0.0, 1.0, n), decimals)
        b = np.round(rng.normal(shift, 1.1, m), decimals)
        ks = stats.ks_2samp(a, b, method="exact")
        drift.append({
            "case": name, "reference": a, "current": b, "ks": ks.statistic, "p": ks.pvalue,
            "wasserstein": stats.wasserstein_distance(a, b), "deciles": np.quantile(a, np.arange(1, 10) / 10),
        })
    counts = []
    for p, q in (([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8]), ([5, 0, 3, 9], [1, 2, 0, 30])):
        p, q = np.array(p, float), np.array(q, float)
        from scipy.spatial.distance import jensenshannon
        fit = stats.chisquare(q, p / p.sum() * q.sum()) if (p > 0).all() else None
        counts.append({
            "case": "counts", "reference": p, "current": q, "chi2": fit and fit.statistic, "p": fit and fit.pvalue,
            "js": jensenshannon(p, q), "js2": jensenshannon(p, q, base=2),
        })

    special_functions = {
        "normal_quantile": [[p, stats.norm.ppf(p)] for p in (1e-300, 1e-20, 1e-5, 0.025, 0.3, 0.5, 0.9, 0.975, 1 - 1e-12)],
        "normal_cdf": [[z, stats.norm.cdf(z)] for z in (-30.0, -5.0, -1.0, 0.0, 0.5, 3.0)],
        "chi_square_tail": [[x, d, stats.chi2.sf(x, d)] for x in (0.001, 0.5, 3.84, 50.0, 300.0) for d in (1, 2, 5, 40, 1000)],
        "student_t": [[t, d, 2 * stats.t.sf(t, d)] for t in (0.0, 0.5, 2.0, 8.0, 60.0) for d in (1, 2, 4, 9, 30, 1e4)],
        "student_t_critical": [[a, d, stats.t.isf(a / 2, d)] for a in (0.5, 0.05, 0.001) for d in (1, 4, 9, 99)],
        "binomial_cdf": [[k, n, p, stats.binom.cdf(k, n, p)] for k, n, p in
                         ((0, 5, 0.5), (18, 51, 0.5), (3, 10, 0.2), (490, 1000, 0.5), (10, 10, 0.3))],
        "kolmogorov": [[x, special.kolmogorov(x)] for x in (0.1, 0.3, 0.5, 0.8, 0.83, 1.0, 1.36, 2.0, 4.0)],
    }
    write("columns", ["numpy", "scipy", "pandas"],
          {"moments": moments, "pairs": pairs, "tables": tables, "drift": drift, "counts": counts, "special": special_functions})


def delong_se(x, positive):
    """DeLong's standard error by its definition, all pairs."""
    a, b = x[positive == 1], x[positive == 0]
    kernel = (a[:, None] > b[None, :]) + 0.5 * (a[:, None] == b[None, :])
    return math.sqrt(kernel.mean(1).var(ddof=1) / len(a) + kernel.mean(0).var(ddof=1) / len(b))


if __name__ == "__main__":
    columns()
