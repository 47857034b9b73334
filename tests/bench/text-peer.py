"""The peer of bench:text: scikit-learn on the same split and the same kind of features. One JSON job a line."""

import json
import sys
import time

import numpy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion


def vectoriser(features):
    shared = {"min_df": 2, "sublinear_tf": True, "dtype": numpy.float32}
    if features == "characters":
        return TfidfVectorizer(analyzer="char", ngram_range=(1, 4), **shared)
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)[^\W\d_]+(?:'[^\W\d_]+)*|\S", **shared)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **shared)
    return FeatureUnion([("words", words), ("characters", characters)])


def run(job):
    with open(job["file"], encoding="utf-8") as file:
        data = json.load(file)
    start = time.perf_counter()
    vectors = vectoriser(job["features"])
    train = vectors.fit_transform(data["train"]["texts"])
    model = LogisticRegression(C=job["c"], solver=job["solver"], max_iter=1000)
    model.fit(train, data["train"]["labels"])
    predicted = model.predict(vectors.transform(data["test"]["texts"]))
    seconds = time.perf_counter() - start
    right = sum(int(p == t) for p, t in zip(predicted, data["test"]["labels"]))
    return {"seconds": seconds, "accuracy": right / len(predicted), "width": train.shape[1]}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
