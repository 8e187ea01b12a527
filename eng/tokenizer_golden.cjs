// Writes what Hugging Face's tokenizers make of texts with the tokenisers of eng/tokenizer_fixtures.py.
//
//     npm install --prefix FOLDER --ignore-scripts tokenizers@0.23.2
//     node eng/tokenizer_golden.cjs FOLDER/node_modules
'use strict';

const fs = require('fs');
const path = require('path');

const modules = path.resolve(process.argv[2] ?? 'node_modules');
const { Tokenizer } = require(path.join(modules, 'tokenizers'));
const version = require(path.join(modules, 'tokenizers', 'package.json')).version;
const folder = path.join(__dirname, '..', 'tests', 'Portolan.Text.Tests', 'Golden', 'Tokenizers');

const texts = [
  '', ' ', 'a', 'The old harbour lies at the mouth of the river.', 'HOW DO I CONFIGURE THE NETWORK?', 'a photo of a small dog', '  two  spaces   three    ',
  "She doesn't know what we're doing; they've, I'll, it's, I'd, I'm 'S 'T ''s '' ' s", 'tabs\tand\nlines\r\nand\u00a0hard\u3000spaces\u2028here\u0085end',
  'Über die Straße, où l’été très doux, mañana según', 'e\u0301 a\u0300 u\u0308 n\u0303 o\u0323\u0302 o\u0302\u0323', 'ﬁne ﬂow ½ ™ ㎏ … ＡＢＣ１２３！', 'ﬁ\u0301 ½\u0301 a\u0301 a\u0301\u0323',
  '古い地図は川と町を示しています。', '漢字と한국어 and 한국어', 'Старая карта ПОКАЗЫВАЕТ', 'İstanbul ISPARTA ıi ǅ ẞ ΑΣ ΣΑΣ', 'emoji 😀 👨‍👩‍👧 🇩🇪 é', '🇩🇪🇫🇷a\u200d\u200c b',
  'control \u0001\u0007\u00ad\u200b\u202e\ufeff chars', 'null \u0000 and \ufffd', '[CLS] literal [SEP] and [MASK]s [mask]', '<s> literal </s> and <mask> <mask>x x  <mask>', '<|startoftext|>a <|endoftext|> b <|STARTOFTEXT|>',
  'whole wholesome a whole, _whole whole_ (whole)whole', 'x strip y  strip  z stripstrip strips', '<unk> <pad> <bos> <eos>', '1998 25 3,417 12.5% ² ½ Ⅷ ٣ 〇', 'a_b __init__ x-y--z', "'re're re 're", '....!!!???', '$ing$$ing',
  'antidisestablishmentarianism', 'the'.repeat(40), 'x'.repeat(99), 'x'.repeat(100), 'x'.repeat(101), 'é'.repeat(100), 'ships '.repeat(60), ' \t \n the', 'the \t \n ', 'a  b', 'a \n b', '\n\n', 'a\n\nb\n', ' a', '▁the▁▁old', '▁', 'the▁ ▁old',
  '\u0301 starts with a mark', 'a\u0301\u0301\u0301\u0301\u0301b', '\ud83d alone \ude00', '𠀀𪜀𫝀𫠠𫤠 豈', '〱・ー', 'ﷺ', '\u0378 \ue000 \u{10ffff}', 'Ǆ Ⅷ Ⓐ 🄰', 'पानी नहीं', 'ภาษาไทย', 'שָׁלוֹם', 'ΰ ΐ', '가각힣 가', '“quotes” ‘single’ «guillemets» „low“', '#hash @at a&b c/d\\e `code` ~ ^ | < > = +',
];

// Random texts of letters, marks, spaces, signs and scripts: xorshift32, so that they are the same everywhere.
let state = 20261122;
const next = (limit) => {
  state ^= state << 13; state >>>= 0;
  state ^= state >>> 17;
  state ^= state << 5; state >>>= 0;
  return state % limit;
};
const alphabet = [...'aeiouthnsrldcmTHE  \t\n\'\',.;!?-_0123', '\u0301', '\u0308', '\u0323', '\u00a0', '\u3000', 'ﬁ', '½', '…', 'é', 'ü', 'ß', 'İ', '古', '川', 'か', '\u3099', 'е', 'и', '😀', '\u200d', '\u00ad', '\u0007', '▁', 'ｔ', '🇩', '한', 'ｱ',
  '<mask>', '[SEP]', '<s>', '<|endoftext|>', 'whole', 'strip', 'the ', 'ships', "'s", '\r\n'];
for (let i = 0; i < 150; i++) {
  let text = '';
  const length = 1 + next(24);
  for (let j = 0; j < length; j++) text += alphabet[next(alphabet.length)];
  texts.push(text);
}

(async () => {
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.tokenizer.json'))) {
    const tokenizer = Tokenizer.fromString(fs.readFileSync(path.join(folder, file), 'utf8'));
    const lines = [];
    for (const text of texts) {
      const ids = (await tokenizer.encode(text)).getIds();
      lines.push(JSON.stringify({ text: text.toWellFormed ? text.toWellFormed() : Buffer.from(text, 'utf8').toString('utf8'), ids }));
    }
    const name = file.replace('.tokenizer.json', '.golden.jsonl');
    fs.writeFileSync(path.join(folder, name), JSON.stringify({ peer: `tokenizers ${version} (npm)`, file }) + '\n' + lines.join('\n') + '\n');
    console.error(`${name}: ${lines.length} texts`);
  }
})();
