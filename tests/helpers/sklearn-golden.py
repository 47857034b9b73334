"""Writes what scikit-learn makes of 200 random label vectors, for src/main/ml/metrics/sklearn.test.ts.

Run once, outside the repository's own tools:
    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1
    venv/bin/python tests/helpers/sklearn-golden.py > src/main/ml/metrics/sklearn-golden.json

Labels are one character each (base 36). Probabilities are whole thousandths, each row summing to 1,000.
"""

import json
import sys
import warnings

import numpy
import sklearn
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    cohen_kappa_score,
    confusion_matrix,
    log_loss,
    matthews_corrcoef,
    precision_recall_fscore_support,
    roc_auc_score,
    roc_curve,
)

warnings.filterwarnings("ignore")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
random = numpy.random.default_rng(20240229)


def number(value):
    """JSON has no NaN: where scikit-learn gives none, null."""
    value = float(value)
    return None if numpy.isnan(value) else value


def labels_case(index):
    classes = int(random.integers(2, 21))
    rows = int(random.integers(1, 120))
    # Uneven shares, so that classes are often absent from one side or both.
    shares = random.dirichlet(numpy.full(classes, random.choice([0.2, 1.0, 5.0])))
    truth = random.choice(classes, rows, p=shares)
    if index % 10 == 0:
        predicted = numpy.full(rows, int(random.integers(classes)))
    else:
        guess = random.choice(classes, rows, p=random.dirichlet(numpy.full(classes, 0.5)))
        predicted = numpy.where(random.random(rows) < random.random(), truth, guess)
    every = list(range(classes))
    per_class = precision_recall_fscore_support(truth, predicted, labels=every, zero_division=0)
    averages = {
        kind: [number(v) for v in precision_recall_fscore_support(truth, predicted, average=kind, zero_division=0)[:3]]
        for kind in ("macro", "weighted", "micro")
    }
    return {
        "classes": classes,
        "truth": "".join(DIGITS[label] for label in truth),
        "predicted": "".join(DIGITS[label] for label in predicted),
        "precision": [number(v) for v in per_class[0]],
        "recall": [number(v) for v in per_class[1]],
        "f1": [number(v) for v in per_class[2]],
        "support": [int(v) for v in per_class[3]],
        **averages,
        "accuracy": number(accuracy_score(truth, predicted)),
        "kappa": number(cohen_kappa_score(truth, predicted, labels=every)),
        "quadraticKappa": number(cohen_kappa_score(truth, predicted, labels=every, weights="quadratic")),
        "mcc": number(matthews_corrcoef(truth, predicted)),
        "confusion": confusion_matrix(truth, predicted, labels=every).ravel().tolist() if classes < 6 else None,
    }


def scores_case(index):
    classes = 2 if index % 2 == 0 else int(random.integers(3, 8))
    rows = int(random.integers(classes * 4, 90))
    # Every class at least once: scikit-learn refuses to rank a class without rows.
    truth = numpy.concatenate([numpy.arange(classes), random.integers(0, classes, rows - classes)])
    sharpness = random.choice([0.3, 1.0, 4.0])
    raw = random.dirichlet(numpy.full(classes, sharpness), rows)
    raw[numpy.arange(rows), truth] += random.random() * random.random(rows)
    # Coarse steps give many ties.
    step = int(random.choice([1, 10, 100]))
    whole = numpy.floor(raw / raw.sum(axis=1, keepdims=True) * (1000 // step)).astype(int) * step
    whole[:, 0] += 1000 - whole.sum(axis=1)
    probabilities = whole / 1000
    one_hot = numpy.eye(classes)[truth]
    if classes == 2:
        roc = roc_auc_score(truth, probabilities[:, 1])
        pr = average_precision_score(truth, probabilities[:, 1])
    else:
        roc = roc_auc_score(truth, probabilities, multi_class="ovr", average="macro")
        pr = average_precision_score(one_hot, probabilities, average="macro")
    return {
        "classes": classes,
        "truth": "".join(DIGITS[label] for label in truth),
        "thousandths": whole.ravel().tolist(),
        "logLoss": number(log_loss(truth, probabilities, labels=list(range(classes)))),
        "rocAuc": number(roc),
        "prAuc": number(pr),
    }


def scoring_case(index):
    """Rare positives with ties: what scikit-learn's ROC curve makes of KS, and the definition of daily capacity."""
    rows = int(random.integers(40, 160))
    truth = (random.random(rows) < 0.2).astype(int)
    truth[:2] = [0, 1]
    thousandths = numpy.clip(numpy.round(random.random(rows) * 600 + truth * random.random(rows) * 400), 0, 1000).astype(int)
    if index % 2 == 0:
        thousandths = (thousandths // 100) * 100
    days = random.integers(0, 4, rows)
    capacity = int(random.integers(1, 8))
    fpr, tpr, _ = roc_curve(truth, thousandths)
    found, precisions = 0.0, []
    for day in sorted(set(days.tolist())):
        scores, labels = thousandths[days == day], truth[days == day]
        taken, hits = 0.0, 0.0
        for score in sorted(set(scores.tolist()), reverse=True):
            tied = labels[scores == score]
            share = min(1.0, (capacity - taken) / len(tied))
            taken, hits = taken + share * len(tied), hits + share * tied.sum()
            if taken >= capacity:
                break
        found += hits
        precisions.append(hits / taken)
    return {
        "truth": "".join(str(label) for label in truth),
        "thousandths": thousandths.tolist(),
        "days": days.tolist(),
        "capacity": capacity,
        "ks": number(numpy.max(tpr - fpr)),
        "gini": number(2 * roc_auc_score(truth, thousandths) - 1),
        "recallAtCapacity": number(found / truth.sum()),
        "precisionAtCapacity": number(numpy.mean(precisions)),
    }


json.dump(
    {
        "versions": {
            "python": sys.version.split()[0],
            "numpy": numpy.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "labels": [labels_case(index) for index in range(200)],
        "scores": [scores_case(index) for index in range(60)],
        "scoring": [scoring_case(index) for index in range(40)],
    },
    sys.stdout,
    separators=(",", ":"),
)
sys.stdout.write("\n")
