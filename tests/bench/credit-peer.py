"""The peer of bench:credit: optbinning's scorecard on the same rows. Prints its ROC-AUC on the test rows."""

import json
import sys

import pandas
from optbinning import BinningProcess, Scorecard
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

with open(sys.argv[1], encoding="utf-8") as file:
    job = json.load(file)
table = pandas.read_csv(job["file"], keep_default_na=False)
features = job["features"]
label = table[job["label"]]
rare = label.value_counts().idxmin()
target = (label == rare).astype(int)
words = [name for name in features if not pandas.api.types.is_numeric_dtype(table[name])]
process = BinningProcess(features, categorical_variables=words, selection_criteria={"iv": {"min": 0.01}})
card = Scorecard(binning_process=process, estimator=LogisticRegression(max_iter=1000))
card.fit(table.loc[job["train"], features], target.loc[job["train"]])
score = card.predict_proba(table.loc[job["test"], features])[:, 1]
print(roc_auc_score(target.loc[job["test"]], score))
