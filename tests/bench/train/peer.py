"""The peer of bench:train: Keras on the same TensorFlow. One JSON job a line, one JSON answer a line."""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy
import tensorflow as tf
import keras

tf.config.threading.set_intra_op_parallelism_threads(int(sys.argv[1]))


def mlp(shape):
    layers = [keras.Input((shape["inputs"],))]
    layers += [keras.layers.Dense(units, activation="relu") for units in shape["units"]]
    layers += [keras.layers.Dense(1, activation="sigmoid")]
    return keras.Sequential(layers), "binary_crossentropy"


def cnn(shape):
    side = shape["side"]
    model = keras.Sequential(
        [
            keras.Input((side, side, 3)),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
    return model, keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def lstm(shape):
    model = keras.Sequential(
        [
            keras.Input((shape["length"],), dtype="int32"),
            keras.layers.Embedding(shape["vocabulary"], shape["embedding"]),
            keras.layers.LSTM(shape["units"]),
            keras.layers.Dense(shape["classes"]),
        ]
    )
    return model, keras.losses.SparseCategoricalCrossentropy(from_logits=True)


builders = {"mlp": mlp, "cnn": cnn, "lstm": lstm}


def data_of(kind, shape, rows):
    random = numpy.random.default_rng(1)
    if kind == "mlp":
        return random.random((rows, shape["inputs"]), numpy.float32), random.integers(0, 2, (rows, 1)).astype("float32")
    if kind == "cnn":
        side = shape["side"]
        return random.random((rows, side, side, 3), numpy.float32), random.integers(0, 10, rows).astype("int32")
    words = random.integers(1, shape["vocabulary"], (rows, shape["length"])).astype("int32")
    return words, random.integers(0, shape["classes"], rows).astype("int32")


def fit_with(build, x, y, batch, jit):
    model, loss = build()
    model.compile(optimizer=keras.optimizers.Adam(0.001), loss=loss, jit_compile=jit)
    return lambda epochs: model.fit(x, y, batch_size=batch, epochs=epochs, shuffle=True, verbose=0)


def loop_with(build, x, y, batch, jit):
    """A custom training loop as TensorFlow's guide writes it, the whole epoch inside one tf.function."""
    model, loss = build()
    loss = keras.losses.get(loss)
    optimizer = keras.optimizers.Adam(0.001)
    optimizer.build(model.trainable_variables)
    rows = tf.constant(x)
    targets = tf.constant(y)
    steps = len(x) // batch

    @tf.function(jit_compile=jit)
    def step(inputs, labels):
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(loss(labels, model(inputs, training=True)))
        gradients = tape.gradient(value, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return value

    @tf.function
    def epoch(order):
        total = tf.constant(0.0)
        for i in tf.range(steps):
            chosen = order[i * batch : (i + 1) * batch]
            total += step(tf.gather(rows, chosen), tf.gather(targets, chosen))
        return total

    def run(epochs):
        for _ in range(epochs):
            epoch(tf.random.shuffle(tf.range(len(x)))).numpy()

    return run


ways = {"fit": fit_with, "loop": loop_with}
ready = {}


def timed(run, epochs):
    start = time.perf_counter()
    run(epochs)
    return time.perf_counter() - start


def prepared(job):
    """The faster of compiling with XLA and not, warmed up: the peer's own best practice."""
    key = (job["name"], job["way"])
    if key not in ready:
        x, y = data_of(job["kind"], job["shape"], job["rows"])
        tried = []
        for jit in (False, True):
            keras.utils.set_random_seed(1)
            run = ways[job["way"]](lambda: builders[job["kind"]](job["shape"]), x, y, job["batch"], jit)
            try:
                run(1)
                tried.append((timed(run, 1), jit, run))
            except (tf.errors.OpError, ValueError) as error:
                print(f"{key} with jit_compile={jit}: {error}", file=sys.stderr)
        ready[key] = min(tried, key=lambda one: one[0])
    return ready[key]


for line in sys.stdin:
    job = json.loads(line)
    if job.get("end"):
        ready.clear()
        keras.backend.clear_session()
        print(json.dumps({}), flush=True)
        continue
    _, jit, run = prepared(job)
    seconds = 0 if job["epochs"] == 0 else timed(run, job["epochs"])
    print(json.dumps({"seconds": seconds, "jit": jit}), flush=True)
