# SPDX-License-Identifier: GPL-3.0-or-later
"""The service a careful Python user would write: FastAPI, the statistics of peer.py, an
isolation forest of scikit-learn. It computes less than assay does. Run by service.py:
uvicorn service_peer:app."""
import importlib.util
import json
import pathlib

import fastapi
import numpy as np
from sklearn.ensemble import IsolationForest

spec = importlib.util.spec_from_file_location(
    "peer", pathlib.Path(__file__).parent / "peer.py")
peer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(peer)

app = fastapi.FastAPI()


def features(account):
    followers = account.get("followers") or 1.0
    parts = (peer.growth(account.get("growth", [])),
             peer.engagement(account.get("posts", []), followers),
             peer.comments(account.get("comments", [])))
    return np.array([x for part in parts for x in part], float)


forest = None


@app.post("/v1/score")
async def score(request: fastapi.Request):
    global forest
    row = np.nan_to_num(features(json.loads(await request.body())))
    if forest is None:
        draw = np.random.default_rng(1)
        forest = IsolationForest(n_estimators=100, random_state=1).fit(
            row + draw.normal(size=(256, row.size)) * (np.abs(row) + 1))
    value = float(forest.score_samples(row[None, :])[0])
    return {"score": value, "features": row.tolist()}
