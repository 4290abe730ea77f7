/* The words for faults, for notes, and for what cannot be checked at all. */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};

  const KINDS = {
    rolled_back: ['账本被退回', 'Rolled back'],
    two_heads: ['账首互相矛盾', 'Two heads'],
    unsigned: ['缺少签名', 'Unsigned'],
    wrong_signature: ['签名不符', 'Wrong signature'],
    wrong_origin: ['账本名称不符', 'Another log'],
    wrong_root: ['根哈希不符', 'Wrong root'],
    truncated: ['末尾缺失', 'Truncated'],
    deleted: ['条目被删除', 'Deleted'],
    inserted: ['条目被插入', 'Inserted'],
    swapped: ['条目被调换', 'Swapped'],
    changed_entry: ['条目被改动', 'Changed entry'],
    changed_tile: ['哈希文件被改动', 'Changed tile'],
    missing: ['文件缺失', 'Missing'],
    unreadable: ['无法读取', 'Unreadable'],
    not_proven: ['证明不成立', 'Not proven'],
    wrong_value: ['披露内容不符', 'Wrong value'],
    changed_file: ['文件被改动', 'Changed file'],
    unnamed_file: ['无记录提及', 'Not named'],
    unlisted: ['清单外的文件', 'Unlisted file'],
  };

  const FAULTS = {
    rolled_back: ['账本现有 {size} 条，以前的账首已有 {old} 条', 'the log has {size} entries, the older checkpoint has {old}'],
    two_heads: ['同为 {size} 条，此处的根哈希是 {root}，以前的账首是 {trusted}', '{size} entries have root {root} here and {trusted} in the older checkpoint'],
    not_continued: ['前 {size} 条算得 {root}，以前的账首是 {trusted}', 'the first {size} entries give {root}, the older checkpoint says {trusted}'],
    unsigned: ['没有此公钥的签名：{key}', 'there is no signature by {key}'],
    wrong_signature: ['签名与账首文字不符：{key}', 'the signature does not fit the text: {key}'],
    wrong_origin: ['账首属于 {found}，应为 {expected}', 'the checkpoint is of {found}, expected is {expected}'],
    wrong_root: ['由条目算得 {root}，账首写的是 {signed}', 'the entries give {root}, the checkpoint says {signed}'],
    no_sm3: ['账首没有 SM3 根哈希', 'the checkpoint has no root with SM3'],
    truncated: ['末尾的条目 {entry} 至 {last} 缺失', 'entries {entry} to {last} are missing at the end of the log'],
    changed_entry: ['条目 {entry} 不是当初记入的那一条', 'entry {entry} is not the one that was logged'],
    deleted: ['条目 {entry} 已被删除', 'entry {entry} was deleted'],
    inserted: ['条目 {entry} 处的内容是后来插入的', 'what stands at entry {entry} was inserted'],
    swapped: ['条目 {entry} 与条目 {other} 被对调', 'entries {entry} and {other} were swapped'],
    stands_at: ['条目 {other} 被放到了 {entry} 的位置', 'entry {other} stands at {entry}'],
    no_tile: ['条目 {entry} 及其后若干条与哈希树不符，且对应的哈希文件缺失', 'entries {entry} and following do not fit the tree, and their tile is missing'],
    both_changed: ['条目 {entry} 至 {last} 及其哈希文件被一并改动', 'entries {entry} to {last} and their tiles were changed together'],
    tile_below: ['第 {position} 个哈希与其下的内容不符；被改动的是哈希文件，不是条目', 'hash {position} is not the hash of what lies below: the tile was changed, not the entries'],
    tile_neither: ['第 {position} 个哈希：此文件及其下的内容均与上一级哈希不符', 'hash {position}: neither this tile nor what lies below fits the hash above'],
    bundle_cut: ['条目 {entry} 或其长度被改动，该文件无法读到末尾', 'entry {entry} or its length was changed: the bundle cannot be read to its end'],
    bundle_missing: ['文件缺失，条目 {entry} 至 {last} 无法读取', 'the file is missing: entries {entry} to {last} cannot be read'],
    file_missing: ['文件缺失', 'the file is missing'],
    file_length: ['文件有 {bytes} 字节，应为 {wanted} 字节', 'the file has {bytes} bytes instead of {wanted}'],
    file_io: ['浏览器读不出此文件：{why}', 'the browser cannot read the file: {why}'],
    older_form: ['此文件是较早的不完整版本，与后来的文件不一致', 'this older form differs from the file that continues it'],
    checkpoint_missing: ['缺少账首文件', 'the checkpoint is missing'],
    checkpoint_unreadable: ['账首文件读不出来：{why}', 'the checkpoint cannot be read: {why}'],
    entry_form: ['本页不认识此条目的格式', 'the entry is in a form that this page does not know'],
    entry_other: ['此文件与证明中的条目不一致', 'the file is not the entry in its proof'],
    proof_number: ['证明属于条目 {index}，清单写的是条目 {entry}', 'the proof is of entry {index}, the manifest says {entry}'],
    proof_head: ['证明所依据的账首与包内账首不同', 'the proof stands on another checkpoint than that of the pack'],
    not_proven: ['{why}', '{why}'],
    value_not_in_entry: ['该条目中没有此内容的承诺值：{value}', 'the entry has no commitment for this value: {value}'],
    value_other: ['与承诺值不符，不是当初记入的内容：{value}', 'does not fit its commitment, so it is not what was recorded: {value}'],
    value_form: ['披露内容不是 JSON：{value}', 'the value is not JSON: {value}'],
    changed_file: ['SHA-256 应为 {expected}（{wanted} 字节），现为 {found}（{bytes} 字节）', 'expected SHA-256 {expected} ({wanted} bytes), there is {found} ({bytes} bytes)'],
    unnamed_file: ['没有任何已证明的记录提及此文件', 'no proven record names this file'],
    unlisted: ['清单中没有此文件', 'the manifest does not list this file'],
    no_entries: ['包内没有任何记录', 'the pack has no entries'],
  };

  const NOTES = {
    beyond: ['超出账首范围，可能是正在写入的新记录', 'lies beyond the checkpoint: a writer may be at work'],
    no_file_of_a_log: ['不属于账本的文件', 'is no file of a log'],
    litter: ['操作系统生成的文件，未计入', 'was put there by the operating system and is not counted'],
    version_missing: ['条目 {entry} 之前缺少同一对象的版次 {from}，包内记录并不完整', 'before entry {entry} version {from} of the same object is not in the pack'],
    versions_missing: ['条目 {entry} 之前缺少同一对象的版次 {from} 至 {to}，包内记录并不完整', 'before entry {entry} versions {from} to {to} of the same object are not in the pack'],
    other_key: ['包内自带的公钥与所填公钥不同，核验只用所填公钥', 'names another key than the one you gave; only yours was used'],
  };

  const UNUSABLE = {
    nothing_to_check: ['请先选择要核验的文件。', 'Choose what to check first.'],
    no_key: ['请填写公钥。没有公钥，就无法判断账首由谁签发。', 'Give a public key: without one nobody can tell who signed.'],
    key_form: ['这一行不是公钥：{key}。公钥形如“名称+编号+编码”，请整行复制。', 'This line is no key: {key}. A key is written as name+id+base64; copy the whole line.'],
    key_id: ['公钥的编号与其内容不符，可能漏抄或抄错：{key}', 'The id of the key does not belong to its name and bytes; something was left out or mistyped: {key}'],
    key_sm2: ['这是国密 SM2 公钥，本页不核验 SM2 签名，请改填 Ed25519 公钥：{key}', 'This is a key for SM2, which this page does not check; give the key for Ed25519: {key}'],
    key_type: ['不认识这种公钥：{key}', 'This type of key is not known: {key}'],
    no_log: ['这个文件夹里没有账本：应有 checkpoint 文件和 tile 文件夹。', 'There is no log in this folder: it would hold the file checkpoint and the folder tile.'],
    trusted_unusable: ['以前的账首不能使用：{why}', 'The older checkpoint cannot be used: {why}'],
    too_large: ['文件过大（{bytes} 字节），不是所需的文件。', 'The file is too large ({bytes} bytes) to be what is asked for.'],
    note_long: ['签名文件过长（{bytes} 字节）', 'the signed note is too long ({bytes} bytes)'],
    note_text: ['内容不是规范的文本', 'it is not plain text in UTF-8'],
    note_unsigned: ['没有签名', 'it has no signatures behind an empty line'],
    note_signature: ['第 {position} 行签名格式不对', 'line {position} of the signatures is not a signature'],
    checkpoint_form: ['内容不是账首', 'the text is not a checkpoint'],
    proof_form: ['这不是记录证明文件，或者文件已损坏。', 'This is no proof of an entry, or the file is damaged.'],
    proof_no_entry: ['证明文件中没有条目内容。', 'The proof has no entry in it.'],
    proof_beyond: ['条目 {index} 超出账首的 {size} 条。', 'Entry {index} is not in a tree of {size}.'],
    proof_length: ['证明中的哈希个数（{hashes}）不对。', 'The proof has {hashes} hashes, which is the wrong number.'],
    proof_root: ['由条目和证明算不出账首的根哈希：条目、编号或证明被改动过。', 'The entry and the proof do not lead to the root: the entry, its number or the proof was changed.'],
    no_pack: ['这里没有证据包：应有 manifest.json。', 'There is no evidence pack here: it would hold manifest.json.'],
    pack_form: ['清单 manifest.json 不是本页认识的格式，或者已损坏。', 'manifest.json is not in a form that this page knows, or is damaged.'],
    zip_form: ['这个 .zip 文件已损坏，或者不是证据包所用的格式。', 'The .zip file is damaged, or not in the form of a pack.'],
    zip_deflate: ['此浏览器不能直接读取这个 .zip 文件，请先解压，再选择解压后的文件夹。', 'This browser cannot read the .zip file by itself: unpack it and choose the folder.'],
    drop_folder: ['此浏览器不能读取拖入的文件夹，请改用“选择文件夹”。', 'This browser cannot read a folder that is dropped: use "Choose a folder".'],
    gone: ['所选文件读不出来，可能已被移动或修改，请重新选择。', 'The files cannot be read; they may have been moved or changed. Choose them again.'],
  };

  const { fill } = anlan.words;
  const NO_ROOT = ['无法算出的根哈希', 'no root'];

  /* The words for what stopped a check: a reason of ours, or what the browser said. */
  const why = (lang, cause) => {
    const pair = UNUSABLE[cause.code] || FAULTS[cause.code];
    return pair ? fill(pair[lang], worded(lang, cause.about)) : String(cause.message);
  };
  const worded = (lang, about) => {
    const plain = { ...about };
    if (plain.why && typeof plain.why !== 'string') plain.why = why(lang, plain.why);
    if (plain.root === null) plain.root = NO_ROOT[lang];
    return plain;
  };

  anlan.faults = {
    why,
    kind: (lang, fault) => KINDS[fault.kind][lang],
    what: (lang, fault) => fill(FAULTS[fault.code][lang], worded(lang, { entry: fault.entry, ...fault.about })),
    note: (lang, note) => fill(NOTES[note.code][lang], note.about || {}),
  };
})();
