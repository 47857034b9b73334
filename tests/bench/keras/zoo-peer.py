"""The peer of bench:zoo: the tutorials' nets in Keras, on the rows the bench gives it. One JSON job a line in, one
JSON answer a line out; numbers lie in files beside it, raw and little-endian."""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy
import tensorflow as tf
import keras

tf.config.threading.set_intra_op_parallelism_threads(int(sys.argv[1]))
tf.config.threading.set_inter_op_parallelism_threads(1)


def array(given):
    return numpy.fromfile(given["file"], dtype=given["dtype"]).reshape(given["shape"])


def dense(shape):
    layers = [keras.Input((shape["inputs"],))]
    for units in shape["units"]:
        layers += [keras.layers.Dense(units, activation="relu")]
        layers += [keras.layers.Dropout(shape["dropout"])] if shape["dropout"] else []
    return keras.Sequential(layers + [keras.layers.Dense(1, activation="sigmoid")]), "binary_crossentropy"


def pictures(_):
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    return model, "sparse_categorical_crossentropy"


def sequence(shape):
    model = keras.Sequential(
        [
            keras.Input((shape["length"],), dtype="int32"),
            keras.layers.Embedding(shape["vectors"], shape["size"], mask_zero=shape["masked"]),
            keras.layers.LSTM(shape["units"], dropout=0.2, recurrent_dropout=0.2),
            keras.layers.Dense(shape["classes"], activation="softmax"),
        ]
    )
    return model, "sparse_categorical_crossentropy"


builders = {"dense": dense, "pictures": pictures, "sequence": sequence}


def fit(job, model):
    """Keras's own fit: shuffled by its seed, the best epoch restored where training may stop early."""
    callbacks = []
    if job["patience"] is not None:
        stop = keras.callbacks.EarlyStopping(
            monitor="val_loss", patience=job["patience"], restore_best_weights=True
        )
        callbacks = [stop]
    history = model.fit(
        array(job["train"]["x"]),
        array(job["train"]["y"]),
        validation_data=(array(job["validation"]["x"]), array(job["validation"]["y"])),
        batch_size=job["batch"],
        epochs=job["epochs"],
        callbacks=callbacks,
        verbose=0,
    )
    return len(history.history["loss"]), []


def follow(job, model):
    """From given weights, in a given order of rows: one step a batch, the loss of each."""
    model.set_weights([array(weight) for weight in job["weights"]])
    x, y, order = array(job["train"]["x"]), array(job["train"]["y"]), array(job["order"])
    rows = len(x)
    losses = []
    for epoch in range(len(order) // rows):
        own = order[epoch * rows : (epoch + 1) * rows]
        for at in range(0, rows, job["batch"]):
            chosen = own[at : at + job["batch"]]
            losses.append(float(model.train_on_batch(x[chosen], y[chosen], return_dict=True)["loss"]))
            model.reset_metrics()
    return len(order) // rows, losses


for line in sys.stdin:
    job = json.loads(line)
    keras.backend.clear_session()
    keras.utils.set_random_seed(job["seed"])
    model, loss = builders[job["net"]](job["shape"])
    model.compile(optimizer=keras.optimizers.Adam(0.001), loss=loss, jit_compile=job.get("jit", False))
    start = time.perf_counter()
    epochs, losses = (follow if "order" in job else fit)(job, model)
    seconds = time.perf_counter() - start
    predictions = model.predict(array(job["test"]), verbose=0)
    numpy.asarray(predictions, "float32").tofile(job["predictions"])
    answer = {"epochs": epochs, "losses": losses, "seconds": seconds, "weights": model.count_params()}
    print(json.dumps(answer), flush=True)
