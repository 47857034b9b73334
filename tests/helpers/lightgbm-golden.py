"""Writes a model that LightGBM trained and what it answers, for src/main/ml/boosting/lightgbm.test.ts.

Run once, outside the repository's own tools:
    python3 -m venv venv && venv/bin/pip install lightgbm==4.7.0
    venv/bin/python tests/helpers/lightgbm-golden.py > src/main/ml/boosting/lightgbm-golden.json

Columns: two of numbers without gaps, one with gaps, one of 12 categories with gaps, one of 3. Missing numbers are null,
missing categories -1. `contributions` are SHAP values (pred_contrib), one row after the other.
"""

import json
import math
import sys

import lightgbm
import numpy

random = numpy.random.default_rng(20240229)
ROWS, CHECKED = 600, 60

a, b, gappy = (numpy.round(random.normal(size=ROWS), 3) for _ in range(3))
many = random.integers(0, 12, ROWS)
few = random.integers(0, 3, ROWS)
push = numpy.array([2, -1, 0, 1, -2, 0.5, 1.5, -1.5, 0, 1, -1, 2])[many]
signal = a - b * (few == 1) + push + numpy.where(gappy > 0, 1, -0.5)
gappy[random.random(ROWS) < 0.2] = numpy.nan
many = numpy.where(random.random(ROWS) < 0.1, -1, many)
table = numpy.column_stack([a, b, gappy, many, few])
targets = {
    "binary": (random.random(ROWS) < 1 / (1 + numpy.exp(-signal))).astype(int),
    "regression": numpy.round(signal + random.normal(size=ROWS) / 2, 3),
    "multiclass": numpy.digitize(signal, [-1, 1]),
}
plain = [None if math.isnan(value) else value for value in table[:CHECKED].ravel()]
golden = {"lightgbm": lightgbm.__version__, "columns": 5, "rows": CHECKED, "table": plain, "models": {}}
for objective, target in targets.items():
    settings = {
        "objective": objective,
        "num_leaves": 7,
        "min_data_per_group": 10,
        "verbosity": -1,
        "num_threads": 1,
        "deterministic": True,
        **({"num_class": 3} if objective == "multiclass" else {}),
    }
    data = lightgbm.Dataset(table, target, categorical_feature=[3, 4])
    model = lightgbm.train(settings, data, 4 if objective == "multiclass" else 8)
    checked = table[:CHECKED]
    golden["models"][objective] = {
        "text": model.model_to_string(),
        "raw": model.predict(checked, raw_score=True).ravel().tolist(),
        "predictions": model.predict(checked).ravel().tolist(),
        "contributions": model.predict(checked, pred_contrib=True).ravel().tolist(),
    }
json.dump(golden, sys.stdout)
