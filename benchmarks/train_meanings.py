"""Make the table of what English words mean: a sentence model's vectors, made small.

    python benchmarks/train_meanings.py MODEL.safetensors [--to FILE] [--words 30000]

MODEL is all-MiniLM-L6-v2 (https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2, Apache
License 2.0; see NOTICE), with ``vocab.txt`` beside it. Each of the commonest words in wordfreq goes
through it alone. What all words have in common is taken off; of the rest, the directions in which
words differ most are kept (principal components), as whole numbers from -127 to 127. So "quits" is
still near "resignation", and the table is 1.5 MB instead of 90.

The story models are trained on these vectors: after a new table, train them again
(``train_events.py``). Prints the nearest words of a few, to see that they make sense.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import wordfreq
from _minilm import MiniLM

TO = Path(__file__).parents[1] / "monitor" / "stories" / "meanings.npz"
COMPARED = 40_000
"""Words whose vectors say in which directions words differ."""
SHOWN = ("resign", "quits", "factory", "quake", "recall", "lawsuit", "arrested", "profit")


def common_words(number: int) -> list[str]:
    """The commonest English words, the commonest first."""
    by_frequency = sorted(
        wordfreq.get_frequency_dict("en").items(), key=lambda each: (-each[1], each[0])
    )
    words = [word for word, _ in by_frequency if word.isascii() and word.isalpha()]
    return [word for word in words if len(word) >= 3][:number]


def reduced(vectors: np.ndarray, dimensions: int) -> np.ndarray:
    """What differs most from word to word."""
    centred = vectors - vectors.mean(0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    return (left * sizes)[:, :dimensions]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("model", nargs="?", type=Path)
    parser.add_argument("--to", type=Path, default=TO)
    parser.add_argument("--words", type=int, default=30_000, help="to keep (30000)")
    parser.add_argument("--dimensions", type=int, default=48, help="numbers a word (48)")
    options = parser.parse_args()
    if options.model is None:
        print("Needs a sentence model, which isn't shipped: see --help.")
        return
    words = common_words(max(COMPARED, options.words))
    small = reduced(MiniLM(options.model).vectors(words), options.dimensions)
    words, small = words[: options.words], small[: options.words]
    small = small / np.abs(small).max(axis=1, keepdims=True) * 127
    np.savez_compressed(
        options.to,
        words=np.frombuffer(" ".join(words).encode(), np.uint8),
        vectors=np.round(small).astype(np.int8),
    )
    unit = small / np.linalg.norm(small, axis=1, keepdims=True)
    for word in SHOWN:
        near = unit @ unit[words.index(word)]
        print(f"{word}: {', '.join(words[at] for at in np.argsort(-near)[1:8])}")
    print(f"wrote {options.to}: {len(words)} words, {options.to.stat().st_size / 2**20:.1f} MB")


if __name__ == "__main__":
    main()
