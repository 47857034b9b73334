"""The peer of bench:boosting: LightGBM, and scikit-learn's logistic regression. One JSON job a line, one answer a line."""

import json
import sys
import time

import lightgbm
import numpy
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def read(table):
    """Columns one after the other, then the labels, all 64-bit; categories are their codes."""
    values = numpy.fromfile(table["file"], dtype=numpy.float64)
    columns = values.reshape(-1, table["rows"])
    return numpy.ascontiguousarray(columns[:-1].T), columns[-1].copy()


def settings_of(job):
    return {"objective": "binary", "verbosity": -1, "num_threads": job["threads"], **job.get("settings", {})}


def boost(job):
    x, y = read(job["train"])
    settings = settings_of(job)
    categories = job["train"]["categories"]
    start = time.perf_counter()
    data = lightgbm.Dataset(x, y, categorical_feature=categories, params=settings)
    data.construct()
    binned = time.perf_counter()
    model = lightgbm.train(settings, data, job["trees"])
    trained = time.perf_counter()
    answer = {"binning": binned - start, "training": trained - binned}
    if job.get("predict"):
        model.predict(x)
        answer["prediction"] = time.perf_counter() - trained
    if "test" in job:
        answer["scores"] = model.predict(read(job["test"])[0], raw_score=True).tolist()
        answer["text"] = model.model_to_string()
    return answer


def score(job):
    """What LightGBM makes of a model file on a table."""
    model = lightgbm.Booster(model_str=job["text"])
    return {"scores": model.predict(read(job["test"])[0], raw_score=True).tolist()}


def logistic(job):
    x, y = read(job["train"])
    categories = job["train"]["categories"]
    numbers = [column for column in range(x.shape[1]) if column not in categories]
    columns = ColumnTransformer(
        [("numbers", StandardScaler(), numbers), ("categories", OneHotEncoder(handle_unknown="ignore"), categories)]
    )
    model = make_pipeline(columns, LogisticRegression(max_iter=2000)).fit(x, y)
    return {"scores": model.decision_function(read(job["test"])[0]).tolist()}


tasks = {"boost": boost, "score": score, "logistic": logistic}
for line in sys.stdin:
    job = json.loads(line)
    print(json.dumps(tasks[job["task"]](job)), flush=True)
