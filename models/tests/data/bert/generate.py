"""Makes a small random BERT and what transformers computes with it.

    pip install torch transformers
    python generate.py

writes the folders `encoder` and `cross` beside this file and the vectors and scores by which the tests
compare. Last run with torch 2.15.0 and transformers 5.24.0.
"""

import json
import pathlib

import torch
from tokenizers import BertWordPieceTokenizer
from transformers import BertConfig, BertForSequenceClassification, BertModel, PreTrainedTokenizerFast

HERE = pathlib.Path(__file__).parent
WORDS = "增值税发票怎么开具个人所得小规模纳人申报期限退费社保红字冲额度月季度万元免征的吗，？"
TEXTS = [
    "增值税发票怎么开具",
    "个人所得税",
    "小规模纳税人月销售额10万元免征增值税吗？",
    "税",
    "VAT 申报 期限",
    "龘龘龘怎么退税",
    "社保费" * 30,
]
PAIRS = [
    ("增值税怎么申报", "增值税申报期限"),
    ("增值税怎么申报", "个人所得税退税"),
    ("退税", "红字发票冲红" * 20),
    ("发票", ""),
]


def config(**more):
    return BertConfig(
        vocab_size=vocabulary(), hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=64, max_position_embeddings=48, type_vocab_size=2, initializer_range=0.4, **more,
    )


def tokens():
    letters = [c for c in "abcdefghijklmnopqrstuvwxyz0123456789"]
    return ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(WORDS), *letters,
            *("##" + c for c in letters)]


def vocabulary():
    return len(tokens())


def tokenizer(folder):
    folder.mkdir(exist_ok=True)
    made = BertWordPieceTokenizer({token: at for at, token in enumerate(tokens())}, lowercase=True)
    made.save(str(folder / "tokenizer.json"), pretty=False)
    return PreTrainedTokenizerFast(
        tokenizer_object=made._tokenizer, model_max_length=48, pad_token="[PAD]", unk_token="[UNK]",
        cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )


def saved(model, folder):
    model.eval()
    model.save_pretrained(folder, safe_serialization=True)
    (folder / "generation_config.json").unlink(missing_ok=True)


@torch.no_grad()
def encoder():
    folder = HERE / "encoder"
    reads = tokenizer(folder)
    torch.manual_seed(1)
    model = BertModel(config())
    saved(model, folder)
    batch = reads(TEXTS, padding=True, truncation=True, max_length=48, return_tensors="pt")
    hidden = model(**batch).last_hidden_state
    mask = batch["attention_mask"].unsqueeze(-1)
    unit = torch.nn.functional.normalize
    mean = unit((hidden * mask).sum(1) / mask.sum(1))
    return {"texts": TEXTS, "mean": mean.tolist(), "cls": unit(hidden[:, 0]).tolist()}


@torch.no_grad()
def cross():
    folder = HERE / "cross"
    reads = tokenizer(folder)
    torch.manual_seed(2)
    model = BertForSequenceClassification(config(num_labels=1))
    saved(model, folder)
    questions, passages = zip(*PAIRS)
    batch = reads(list(questions), list(passages), padding=True, truncation=True, max_length=48,
                  return_tensors="pt")
    return {"pairs": PAIRS, "logits": model(**batch).logits[:, 0].tolist()}


if __name__ == "__main__":
    reference = {"encoder": encoder(), "cross": cross()}
    text = json.dumps(reference, ensure_ascii=False, indent=1)
    (HERE / "reference.json").write_text(text + "\n", encoding="utf-8")
