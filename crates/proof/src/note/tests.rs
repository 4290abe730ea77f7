use super::*;

/// The key and note of the tests of Go's `golang.org/x/mod/sumdb/note`.
const VKEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const SKEY: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const LINE: &str =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

#[test]
fn known_note() {
    let signer = Signer::parse(SKEY).unwrap();
    assert_eq!(signer.secret(), SKEY);
    assert_eq!(signer.verifier().to_string(), VKEY);
    assert_eq!(format!("{signer:?}"), format!("Signer({VKEY})"));
    let mut note = Note::new(TEXT.to_owned()).unwrap();
    note.add(signer.sign(TEXT, 0));
    assert_eq!(note.to_string(), format!("{TEXT}\n{LINE}\n"));
    let read = Note::parse(note.to_string().as_bytes()).unwrap();
    assert_eq!(read, note);
    assert_eq!(read.signed_by(&Verifier::parse(VKEY).unwrap()), Signed::Yes);
}

/// As the tests of Go: every part of a key, and every key with a changed byte, is refused.
#[test]
fn damaged_keys() {
    for start in 0..VKEY.len() {
        for end in start + 1..=VKEY.len() {
            assert_eq!(Verifier::parse(&VKEY[start..end]).is_ok(), (start, end) == (0, VKEY.len()));
        }
        let mut bytes = VKEY.as_bytes().to_vec();
        bytes[start] += 1;
        assert!(Verifier::parse(std::str::from_utf8(&bytes).unwrap()).is_err());
    }
    let long = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==";
    assert!(Verifier::parse(long).is_err());
    let unknown = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert_eq!(Verifier::parse(unknown).err(), Some(KeyError::Type));
    assert!(Signer::from_seed("two words", &[1; 32]).is_err());
    assert!(Signer::from_seed("", &[1; 32]).is_err());
}

#[test]
fn forms() {
    let good = format!("{TEXT}\n{LINE}\n");
    let check = |note: String, outcome: Result<(), Malformed>| {
        assert_eq!(Note::parse(note.as_bytes()).map(drop), outcome, "{note:?}");
    };
    check(good.clone(), Ok(()));
    check(format!("{TEXT}\nmore\n\n{LINE}\n{LINE}\n"), Ok(()));
    check(TEXT.to_owned(), Err(Malformed::Unsigned));
    check(format!("{TEXT}{LINE}\n"), Err(Malformed::Unsigned));
    check(format!("{TEXT}\n{LINE}"), Err(Malformed::Unsigned));
    check(format!("{TEXT}\n"), Err(Malformed::Unsigned));
    check(format!("{good}x"), Err(Malformed::Unsigned));
    check(format!("{good}x\n"), Err(Malformed::Signature(2)));
    check(good.replace("— P", "- P"), Err(Malformed::Signature(1)));
    check(good.replace("AM=\n", "AN=\n"), Err(Malformed::Signature(1)));
    check(good.replace("AM=\n", "A\n"), Err(Malformed::Signature(1)));
    check(good.replace("If", "\tIf"), Err(Malformed::Text));
    check(good.replace("If", "\rIf"), Err(Malformed::Text));
    check(good.repeat(500), Err(Malformed::Long(good.len() * 500)));
    check(format!("{good}{}", format!("{LINE}\n").repeat(64)), Err(Malformed::Signatures));
    assert_eq!(Note::parse(b"\xff\n\n").err(), Some(Malformed::Text));
}

#[test]
fn unknown_keys_are_kept_and_ignored() {
    let mut note = Note::new(TEXT.to_owned()).unwrap();
    let (a, b) = (Signer::from_seed("log", &[1; 32]).unwrap(), Signer::from_seed("log", &[2; 32]).unwrap());
    note.add(a.sign(TEXT, 0));
    assert_eq!(note.signed_by(a.verifier()), Signed::Yes);
    assert_eq!(note.signed_by(b.verifier()), Signed::Missing);
    note.add(b.sign("another text\n", 0));
    assert_eq!(note.signed_by(a.verifier()), Signed::Yes);
    assert_eq!(note.signed_by(b.verifier()), Signed::Wrong);
    note.add(b.sign(TEXT, 0));
    assert_eq!(note.signed_by(b.verifier()), Signed::Wrong, "one good line does not excuse a bad one");
    assert_eq!(Note::parse(note.to_string().as_bytes()).unwrap().signatures().len(), 3);
}

#[test]
fn witnesses_sign_a_time() {
    let witness = Signer::witness_from_seed("w", &[3; 32]).unwrap();
    let line = witness.sign(TEXT, 1_679_315_147);
    assert_eq!(line.bytes.len(), 72);
    assert_eq!(line.bytes[..8], 1_679_315_147_u64.to_be_bytes());
    let verifier = Verifier::parse(&witness.verifier().to_string()).unwrap();
    let mut note = Note::new(TEXT.to_owned()).unwrap();
    note.add(line.clone());
    assert_eq!(note.signed_by(&verifier), Signed::Yes);
    let mut note = Note::new(TEXT.to_owned()).unwrap();
    let mut later = line;
    later.bytes[7] ^= 1;
    note.add(later);
    assert_eq!(note.signed_by(&verifier), Signed::Wrong);
    assert_eq!(Signer::parse(&witness.secret()).unwrap().verifier().to_string(), verifier.to_string());
}

/// GB/T 32918.5-2017 annex A.2 (as GM/T 0003.5-2012): the signature of the standard is accepted and nothing near it.
#[test]
fn sm2_of_the_standard() {
    let hex = |text: &str| data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).unwrap();
    let secret = hex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8");
    let signer = SmSigner::from_scalar("log", &secret.try_into().unwrap()).unwrap();
    let vkey = signer.verifier().to_string();
    let point = data_encoding::BASE64.decode(vkey.splitn(3, '+').last().unwrap().as_bytes()).unwrap();
    let (x, y) = (
        "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020",
        "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
    );
    assert_eq!(point[point.len() - 64..], hex(&format!("{x}{y}")));
    let (r, s) = (
        "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3",
        "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA",
    );
    let signature = hex(&format!("{r}{s}"));
    assert!(signer.verifier().verify(b"message digest", &signature));
    assert!(!signer.verifier().verify(b"message digesT", &signature));
    for bit in 0..signature.len() * 8 {
        let mut changed = signature.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(!signer.verifier().verify(b"message digest", &changed), "bit {bit}");
    }
    let verifier = Verifier::parse(&vkey).unwrap();
    assert!(verifier.is_sm2());
    let mut note = Note::new(TEXT.to_owned()).unwrap();
    note.add(signer.sign(TEXT).unwrap());
    assert_eq!(Note::parse(note.to_string().as_bytes()).unwrap().signed_by(&verifier), Signed::Yes);
}

#[test]
fn secret_forms_give_the_key_again() {
    let log = Signer::from_seed("example.org/log", &[3; 32]).unwrap();
    assert_eq!(Signer::parse(&log.secret()).unwrap().verifier().to_string(), log.verifier().to_string());
    let sm = SmSigner::from_scalar("example.org/log", &[3; 32]).unwrap();
    assert_eq!(SmSigner::parse(&sm.secret()).unwrap().verifier().to_string(), sm.verifier().to_string());
    // Neither takes the other's, and an id that belongs to another key is refused.
    assert_eq!(Signer::parse(&sm.secret()).unwrap_err(), KeyError::Bytes);
    assert_eq!(SmSigner::parse(&log.secret()).unwrap_err(), KeyError::Type);
    let renamed = sm.secret().replacen("example.org/log", "example.org/other", 1);
    assert_eq!(SmSigner::parse(&renamed).unwrap_err(), KeyError::Id);
}
