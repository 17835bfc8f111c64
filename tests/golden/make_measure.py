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


def classification():
    from sklearn import metrics

    rng = np.random.default_rng(SEED + 1)
    binary = []
    for name, n in (("plain", 300), ("ties", 250), ("constant", 40), ("perfect", 30), ("extreme", 60), ("weighted", 200)):
        y = (rng.random(n) < 0.35).astype(int)
        y[:2] = (0, 1)
        p = special.expit(rng.normal(-0.7, 1.0, n) + 1.3 * y)
        if name == "ties":
            p = np.round(p, 1)
        if name == "constant":
            p = np.full(n, 0.4)
        if name == "perfect":
            p = np.where(y == 1, 0.9, 0.2)
        if name == "extreme":
            p = rng.choice([0.0, 1e-300, 1e-17, 0.5, 1 - 1e-16, 1.0], n)
        w = rng.integers(0, 4, n).astype(float) * 0.5 if name == "weighted" else np.ones(n)
        w[:2] = 1.0
        threshold = 0.4
        decided = (p >= threshold).astype(int)
        tn, fp, fn, tp = metrics.confusion_matrix(y, decided, sample_weight=w).ravel()
        fpr, tpr, thresholds = metrics.roc_curve(y, p, sample_weight=w, drop_intermediate=False)
        precision, recall, _ = metrics.precision_recall_curve(y, p, sample_weight=w)
        rate = np.average(y, weights=w)
        brier = metrics.brier_score_loss(y, p, sample_weight=w)
        binary.append({
            "case": name, "y": y, "p": p, "w": w, "threshold": threshold,
            "auc": metrics.roc_auc_score(y, p, sample_weight=w),
            "average_precision": metrics.average_precision_score(y, p, sample_weight=w),
            "log_loss": metrics.log_loss(y, p, sample_weight=w), "brier": brier, "brier_skill": 1 - brier / (rate * (1 - rate)),
            "confusion": [tp, fp, fn, tn], "accuracy": metrics.accuracy_score(y, decided, sample_weight=w),
            "balanced_accuracy": metrics.balanced_accuracy_score(y, decided, sample_weight=w),
            "precision": metrics.precision_score(y, decided, sample_weight=w),
            "recall": metrics.recall_score(y, decided, sample_weight=w),
            "f1": metrics.f1_score(y, decided, sample_weight=w), "f2": metrics.fbeta_score(y, decided, beta=2, sample_weight=w),
            # scikit-learn's 0 of an empty margin is undefined here.
            "mcc": metrics.matthews_corrcoef(y, decided, sample_weight=w) if min(tp + fp, tn + fn) > 0 else None,
            "kappa": metrics.cohen_kappa_score(y, decided, sample_weight=w),
            "fpr": fpr, "tpr": tpr, "recalls": recall, "precisions": precision,
        })

    multiclass = []
    for name, n, k in (("three", 240, 3), ("four", 400, 4)):
        y = rng.integers(0, k, n)
        z = rng.normal(0.0, 1.0, (n, k))
        z[np.arange(n), y] += 1.0
        p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
        d = p.argmax(1)
        one = np.eye(k)[y]
        multiclass.append({
            "case": name, "classes": k, "y": y, "p": p.ravel(), "confusion": metrics.confusion_matrix(y, d).ravel(),
            "accuracy": metrics.accuracy_score(y, d), "log_loss": metrics.log_loss(y, p), "mcc": metrics.matthews_corrcoef(y, d),
            "f1": metrics.f1_score(y, d, average=None), "f1_macro": metrics.f1_score(y, d, average="macro"),
            "f1_weighted": metrics.f1_score(y, d, average="weighted"),
            "precision_macro": metrics.precision_score(y, d, average="macro"),
            "recall_weighted": metrics.recall_score(y, d, average="weighted"),
            "auc": [metrics.roc_auc_score(one[:, j], p[:, j]) for j in range(k)],
            "auc_macro": metrics.roc_auc_score(y, p, multi_class="ovr"),
            "auc_weighted": metrics.roc_auc_score(y, p, multi_class="ovr", average="weighted"),
        })

    regression = []
    for name, n in (("plain", 200), ("even", 51), ("weighted", 120)):
        y = np.round(rng.lognormal(1.0, 1.0, n), 2)
        p = np.round(y * rng.normal(1.0, 0.3, n) + rng.normal(0.0, 0.5, n), 3)
        w = rng.integers(1, 4, n).astype(float) if name == "weighted" else np.ones(n)
        y[3] = 0.0
        kept = y != 0
        regression.append({
            "case": name, "y": y, "p": p, "w": w, "mae": metrics.mean_absolute_error(y, p, sample_weight=w),
            "rmse": metrics.root_mean_squared_error(y, p, sample_weight=w), "r2": metrics.r2_score(y, p, sample_weight=w),
            # Whole weights are rows repeated.
            "median_ae": metrics.median_absolute_error(np.repeat(y, w.astype(int)), np.repeat(p, w.astype(int))),
            "mape": metrics.mean_absolute_percentage_error(y[kept], p[kept], sample_weight=w[kept]),
            "pinball_90": metrics.mean_pinball_loss(y, p, sample_weight=w, alpha=0.9),
            "d2_absolute": metrics.d2_absolute_error_score(np.repeat(y, w.astype(int)), np.repeat(p, w.astype(int))),
        })
    write("classification", ["numpy", "scipy", "scikit-learn"],
          {"binary": binary, "multiclass": multiclass, "regression": regression})


def calibration():
    import statsmodels.api as sm
    from sklearn.isotonic import IsotonicRegression

    rng = np.random.default_rng(SEED + 2)
    cases = []
    for name, n in (("plain", 400), ("edges", 300)):
        p = rng.beta(0.8, 1.5, n)
        if name == "edges":
            p = np.round(p * 15) / 15
        y = (rng.random(n) < np.clip(p * 1.2, 0, 1)).astype(int)
        edges = np.arange(1, 15) / 15
        bins = np.searchsorted(edges, p, side="left")
        ece = sum(abs(p[bins == b].sum() - y[bins == b].sum()) for b in range(15)) / n
        mass_edges = np.unique(np.quantile(p, np.arange(1, 15) / 15))
        mass = np.searchsorted(mass_edges, p, side="left")
        ece_mass = sum(abs(p[mass == b].sum() - y[mass == b].sum()) for b in range(15)) / n
        z = special.logit(np.clip(p, 1e-12, 1 - 1e-12))
        line = sm.GLM(y, sm.add_constant(z), family=sm.families.Binomial()).fit(tol=1e-14, maxiter=200)
        large = sm.GLM(y, np.ones(n), family=sm.families.Binomial(), offset=z).fit(tol=1e-14, maxiter=200)
        positives, negatives = y.sum(), n - y.sum()
        targets = np.where(y == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))
        score = rng.normal(0.0, 2.0, n) + y
        platt = sm.GLM(targets, sm.add_constant(score), family=sm.families.Binomial()).fit(tol=1e-14, maxiter=200)
        cases.append({
            "case": name, "p": p, "y": y, "ece": ece, "ece_mass": ece_mass, "line": name == "plain",
            "intercept": line.params[0], "slope": line.params[1], "intercept_se": line.bse[0], "slope_se": line.bse[1],
            "in_the_large": large.params[0], "score": score, "platt_intercept": platt.params[0], "platt_slope": platt.params[1],
        })
    n = 1200
    x = np.round(rng.normal(0.0, 1.0, n), 2)
    y = (rng.random(n) < special.expit(2 * x)).astype(int)
    fit = IsotonicRegression(out_of_bounds="clip", y_min=0.0, y_max=1.0).fit(x, y)
    at = np.concatenate([np.linspace(-5, 5, 101), x[:50]])
    write("calibration", ["numpy", "scipy", "scikit-learn", "statsmodels"],
          {"cases": cases, "isotonic": {"x": x, "y": y, "at": at, "value": fit.predict(at)}})


def comparison():
    from statsmodels.stats.contingency_tables import mcnemar
    from statsmodels.stats.multitest import multipletests

    rng = np.random.default_rng(SEED + 3)
    y = (rng.random(180) < 0.4).astype(int)
    a = np.round(rng.normal(0.0, 1.0, 180) + y, 1)
    b = np.round(0.6 * a + rng.normal(0.0, 1.0, 180) + 0.4 * y, 1)
    kernel = lambda x: (x[y == 1][:, None] > x[y == 0]) + 0.5 * (x[y == 1][:, None] == x[y == 0])
    d = kernel(a) - kernel(b)
    se = math.sqrt(d.mean(1).var(ddof=1) / d.shape[0] + d.mean(0).var(ddof=1) / d.shape[1])
    difference = kernel(a).mean() - kernel(b).mean()
    tests = []
    for only_first, only_second in ((18, 33), (3, 9), (7, 7), (0, 5), (40, 90)):
        n, small = only_first + only_second, min(only_first, only_second)
        mid = 2 * stats.binom.cdf(small, n, 0.5) - stats.binom.pmf(small, n, 0.5)
        if only_first == only_second:
            mid = 1 - stats.binom.pmf(small, n, 0.5) / 2
        table = [[0, only_first], [only_second, 0]]
        tests.append([only_first, only_second, mcnemar(table, exact=True).pvalue, mid,
                      mcnemar(table, exact=False, correction=True).pvalue])
    p_values = [0.01, 0.04, 0.03, 0.005, 0.6, 0.04]
    folds = rng.normal(0.02, 0.03, 10)
    t = folds.mean() / math.sqrt((1 / 10 + 50 / 450) * folds.var(ddof=1))
    write("comparison", ["numpy", "scipy", "statsmodels"], {
        "y": y, "a": a, "b": b, "difference": difference, "se": se, "p": 2 * stats.norm.sf(abs(difference / se)),
        "mcnemar": tests, "holm": {"p": p_values, "adjusted": multipletests(p_values, method="holm")[1]},
        "folds": {"d": folds, "t": t, "p": 2 * stats.t.sf(abs(t), 9)},
    })


def fairness():
    import fairlearn.metrics as fm
    from sklearn import metrics

    rng = np.random.default_rng(SEED + 4)
    n = 400
    group = rng.integers(0, 4, n)
    y = (rng.random(n) < 0.2 + 0.15 * group).astype(int)
    p = special.expit(rng.normal(-1.0, 1.0, n) + 1.5 * y + 0.2 * group)
    d = (p >= 0.5).astype(int)
    frame = fm.MetricFrame(
        metrics={
            "base": lambda y, d: y.mean(), "selection": fm.selection_rate, "tpr": fm.true_positive_rate,
            "fpr": fm.false_positive_rate, "fnr": fm.false_negative_rate, "tnr": fm.true_negative_rate,
            "precision": metrics.precision_score, "accuracy": metrics.accuracy_score,
        },
        y_true=y, y_pred=d, sensitive_features=group)
    write("fairness", ["numpy", "scipy", "scikit-learn", "fairlearn"], {
        "y": y, "p": p, "group": group,
        "by_group": {name: frame.by_group[name].to_list() for name in frame.by_group.columns},
        "overall": {name: frame.overall[name] for name in frame.overall.index},
        "to_overall": {name: (frame.by_group[name] - frame.overall[name]).to_list() for name in frame.by_group.columns},
        "difference": frame.difference().to_dict(), "ratio": frame.ratio().to_dict(),
        "auc": [metrics.roc_auc_score(y[group == g], p[group == g]) for g in range(4)],
        "auc_overall": metrics.roc_auc_score(y, p),
        "brier": [metrics.brier_score_loss(y[group == g], p[group == g]) for g in range(4)],
        "calibration_gap": [p[group == g].mean() - y[group == g].mean() for g in range(4)],
        "demographic_parity_difference": fm.demographic_parity_difference(y, d, sensitive_features=group),
        "demographic_parity_ratio": fm.demographic_parity_ratio(y, d, sensitive_features=group),
        "equalized_odds_difference": fm.equalized_odds_difference(y, d, sensitive_features=group),
        "equalized_odds_ratio": fm.equalized_odds_ratio(y, d, sensitive_features=group),
        "equal_opportunity_difference": fm.equal_opportunity_difference(y, d, sensitive_features=group),
    })


def label_noise():
    from cleanlab import count, filter as find, rank

    rng = np.random.default_rng(SEED + 5)
    cases = []
    for name, n, k, share in (("three", 300, 3, 0.15), ("two", 250, 2, 0.25), ("four", 350, 4, 0.2), ("rare", 120, 4, 0.3)):
        truth = rng.choice(k, n, p=None if name != "rare" else [0.6, 0.36, 0.02, 0.02])
        truth[:k] = np.arange(k)
        z = rng.normal(0.0, 1.0, (n, k))
        z[np.arange(n), truth] += 2.0
        p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
        s = np.where(rng.random(n) < share, (truth + 1 + rng.integers(0, k - 1, n)) % k, truth)
        s[:k] = np.arange(k)
        joint = count.compute_confident_joint(s, p, calibrate=False)
        calibrated = count.compute_confident_joint(s, p, calibrate=True)
        # numpy's argsort leaves the order of equal remainders open, and with it cleanlab's rounding.
        scaled = joint / joint.sum(1, keepdims=True) * np.bincount(s, minlength=k)[:, None]
        rest = np.sort(np.round(scaled - np.round(scaled), 9), axis=1)
        whole = np.round(scaled).sum(1) == np.bincount(s, minlength=k)
        assert ((np.diff(rest, axis=1) > 0).all(1) | whole).all(), f"{name}: remainders tie, choose another size"
        cases.append({
            "case": name, "classes": k, "labels": s, "p": p.ravel(), "thresholds": count.get_confident_thresholds(s, p),
            "joint": joint.ravel(), "calibrated": calibrated.ravel(),
            "flagged": find.find_label_issues(s, p, filter_by="prune_by_noise_rate", n_jobs=1),
            "self_confidence": rank.get_self_confidence_for_each_label(s, p),
            "normalized_margin": rank.get_normalized_margin_for_each_label(s, p),
            "ranked": find.find_label_issues(s, p, return_indices_ranked_by="self_confidence", n_jobs=1),
        })
    write("label_noise", ["numpy", "cleanlab"], {"cases": cases})


def delong_se(x, positive):
    """DeLong's standard error by its definition, all pairs."""
    a, b = x[positive == 1], x[positive == 0]
    kernel = (a[:, None] > b[None, :]) + 0.5 * (a[:, None] == b[None, :])
    return math.sqrt(kernel.mean(1).var(ddof=1) / len(a) + kernel.mean(0).var(ddof=1) / len(b))


if __name__ == "__main__":
    columns()
    classification()
    calibration()
    comparison()
    fairness()
    label_noise()
