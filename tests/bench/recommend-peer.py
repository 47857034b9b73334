"""The peer of bench:recommend: EASE in numpy, ALS of the package implicit, parquet by pyarrow. One JSON job a line."""

import json
import sys
import time

import numpy
import scipy.sparse
import threadpoolctl


def matrix(data):
    shape = (data["users"], data["items"])
    ones = numpy.ones(len(data["user"]), dtype=numpy.float64)
    return scipy.sparse.csr_matrix((ones, (data["user"], data["item"])), shape=shape)


def measure(scores_of, cases):
    """Mean Recall@20 and NDCG@20; of equal scores the lower item first."""
    recall, ndcg = [], []
    discounts = 1 / numpy.log2(numpy.arange(2, 22))
    for case in cases:
        scores = scores_of(case)
        scores[case["history"]] = -numpy.inf
        top = numpy.argsort(-scores, kind="stable")[:20]
        hit = numpy.isin(top, case["wanted"])
        most = min(20, len(case["wanted"]))
        recall.append(hit.sum() / most)
        ndcg.append((hit * discounts).sum() / discounts[:most].sum())
    return {"recall": float(numpy.mean(recall)), "ndcg": float(numpy.mean(ndcg))}


def ease(job):
    with open(job["file"], encoding="utf-8") as file:
        data = json.load(file)
    x = matrix(data)
    start = time.perf_counter()
    # Steck 2019, as published.
    gram = (x.T @ x).toarray()
    diagonal = numpy.diag_indices(gram.shape[0])
    gram[diagonal] += job["l2"]
    inverse = numpy.linalg.inv(gram)
    weights = inverse / (-numpy.diag(inverse))
    weights[diagonal] = 0
    seconds = time.perf_counter() - start
    found = measure(lambda case: weights[case["history"]].sum(axis=0), data["cases"])
    return {"seconds": seconds, **found}


def als(job):
    from implicit.als import AlternatingLeastSquares

    with open(job["file"], encoding="utf-8") as file:
        data = json.load(file)
    x = matrix(data).astype(numpy.float32)
    model = AlternatingLeastSquares(
        factors=64,
        alpha=job["alpha"],
        regularization=job["regularization"],
        iterations=job["iterations"],
        random_state=1,
    )
    start = time.perf_counter()
    # Its own threads and those of the library under it stand in each other's way.
    with threadpoolctl.threadpool_limits(1, "blas"):
        model.fit(x, show_progress=False)
    seconds = time.perf_counter() - start
    users, items = model.user_factors, model.item_factors
    found = measure(lambda case: items @ users[case["user"]], data["cases"])
    return {"seconds": seconds, **found}


def csv(job):
    import pyarrow.csv
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(job["parquet"])
    pyarrow.csv.write_csv(table, job["out"])
    return {"seconds": 0, "recall": 0, "ndcg": 0, "rows": table.num_rows}


jobs = {"ease": ease, "als": als, "csv": csv}
for line in sys.stdin:
    job = json.loads(line)
    print(json.dumps(jobs[job["job"]](job)), flush=True)
