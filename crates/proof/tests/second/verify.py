"""A second verifier, for tests alone: written from the specifications, with nothing but Python's own library.

usage: verify.py DIR VKEY [TRUSTED]

Prints one JSON object {"size", "root", "faults": [[kind, place], ...]}; exit code 0 clean, 1 faults, 2 could not check.
It shares no line and no idea of structure with the Rust one: it reads all entries, builds all levels in memory, and then
compares every tile with them.
"""

import base64
import hashlib
import json
import os
import struct
import sys

# ---- Ed25519, RFC 8032 section 5.1 -------------------------------------------------------------------------------------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e = (y1 - x1) * (y2 - x2) % P
    f = (y1 + x1) * (y2 + x2) % P
    g = 2 * t1 * t2 * D % P
    h = 2 * z1 * z2 % P
    return ((f - e) * (h - g) % P, (f + e) * (h + g) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P)


def times(n, point):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = add(out, point)
        point = add(point, point)
        n >>= 1
    return out


def point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key, message, signature):
    if len(signature) != 64:
        return False
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# ---- notes and checkpoints ---------------------------------------------------------------------------------------------
def b64(text):
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("base64")
    return raw


def read_vkey(vkey):
    name, key_id, rest = vkey.split("+", 2)
    raw = b64(rest)
    if raw[:1] != b"\x01" or len(raw) != 33:
        raise ValueError("vkey")
    if hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != key_id:
        raise ValueError("vkey id")
    return name, bytes.fromhex(key_id), raw[1:]


def open_note(raw, vkey):
    """Text of a note that the key has signed; ValueError otherwise."""
    name, key_id, key = vkey
    note = raw.decode("utf-8", "strict")
    if any(c < " " and c != "\n" for c in note):
        raise ValueError("control character")
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise ValueError("form")
    text += "\n"
    own = 0
    for line in lines[:-1].split("\n"):
        dash, who, what = line.split(" ")
        blob = b64(what)
        if dash != "\u2014" or not who or len(blob) < 5:
            raise ValueError("line")
        if who == name and blob[:4] == key_id:
            own += 1
            if not signed(key, text.encode(), blob[4:]):
                raise ValueError("signature")
    if not own:
        raise ValueError("unsigned")
    return text


def read_checkpoint(text):
    origin, size, root, *more = text[:-1].split("\n")
    if not origin or not (size == "0" or (size.isascii() and size.isdigit() and size[0] != "0")) or "" in more:
        raise ValueError("checkpoint")
    root = b64(root)
    if len(root) != 32:
        raise ValueError("root")
    return origin, int(size), root


# ---- the tree ----------------------------------------------------------------------------------------------------------
def leaf(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def mth(hashes):
    """Root over hashes of leaves: level by level, an odd one at the end goes up as it is."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    while len(hashes) > 1:
        up = [node(hashes[i], hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]
        hashes = up + hashes[len(hashes) & ~1:]
    return hashes[0]


def number(n):
    parts = ["%03d" % (n % 1000)]
    while n >= 1000:
        n //= 1000
        parts.append("x%03d" % (n % 1000))
    return "/".join(reversed(parts))


def pieces(count):
    """(index, width, path) of every tile over so many hashes."""
    for index in range((count + 255) // 256):
        width = min(256, count - index * 256)
        yield index, width, number(index) + ("" if width == 256 else ".p/%d" % width)


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def split_bundle(raw):
    out, at = [], 0
    while at < len(raw):
        if at + 2 > len(raw):
            raise ValueError("cut")
        (length,) = struct.unpack_from(">H", raw, at)
        if at + 2 + length > len(raw):
            raise ValueError("cut")
        out.append(raw[at + 2: at + 2 + length])
        at += 2 + length
    return out


def check(folder, vkey, trusted):
    faults = []
    raw = read(os.path.join(folder, "checkpoint"))
    try:
        origin, size, root = read_checkpoint(open_note(raw or b"", vkey))
    except ValueError as error:
        return {"size": None, "root": None, "faults": [["checkpoint", str(error)]]}
    hashes = []
    for index, width, path in pieces(size):
        raw = read(os.path.join(folder, "tile/entries", path))
        try:
            entries = split_bundle(raw) if raw is not None else None
        except ValueError:
            entries = None
        if entries is None or len(entries) != width:
            faults.append(["bundle", index])
            hashes = None
            break
        hashes += [leaf(entry) for entry in entries]
    if hashes is not None:
        level, current = 0, hashes
        while current:
            for index, width, path in pieces(len(current)):
                expected = b"".join(current[index * 256: index * 256 + width])
                found = read(os.path.join(folder, "tile", str(level), path))
                if found is None or len(found) != len(expected):
                    faults.append(["tile", [level, index]])
                elif found != expected:
                    at = next(i for i in range(width) if found[i * 32: i * 32 + 32] != expected[i * 32: i * 32 + 32])
                    faults.append(["hash", [level, index, at]])
            current = [mth(current[i: i + 256]) for i in range(0, len(current) - 255, 256)]
            level += 1
        if mth(hashes) != root:
            faults.append(["root", size])
    if trusted is not None:
        old_origin, old_size, old_root = read_checkpoint(open_note(trusted, vkey))
        if old_origin != origin:
            faults.append(["origin", origin])
        if old_size > size:
            faults.append(["shrunk", size])
        elif hashes is not None and mth(hashes[:old_size]) != old_root:
            faults.append(["fork", old_size])
    return {"size": size, "root": base64.b64encode(root).decode(), "faults": faults}


def main(arguments):
    try:
        vkey = read_vkey(arguments[1])
        trusted = read(arguments[2]) if len(arguments) > 2 else None
        report = check(arguments[0], vkey, trusted)
    except (ValueError, IndexError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(report))
    return 1 if report["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
