//! Packages: any order, twice, begun anew, given up, too many.

use codec_jt808::{Assembler, Error, Frame, Header, Limits, Package, Phone, Scratch, Settings, Whole};

fn send(
    to: &mut Assembler,
    now_ms: u64,
    phone: &str,
    total: u16,
    index: u16,
    body: &[u8],
) -> Result<Option<Whole>, Error> {
    let mut header = Header::new(0x0801, Phone::of_2013(phone).unwrap(), 100 + index);
    header.package = Some(Package { total, index });
    let sent = Frame::encode(&header, body).unwrap();
    let mut scratch = Scratch::default();
    let frame = Frame::parse(&sent[1..sent.len() - 1], &Settings::default(), &mut scratch).unwrap();
    to.accept(now_ms, &frame)
}

#[test]
fn packages_in_any_order_and_twice_make_one_message() {
    let mut assembler = Assembler::new(Limits::default());
    for (index, body) in [(3, b"ef"), (1, b"ab"), (3, b"ef"), (1, b"ab")] {
        assert_eq!(send(&mut assembler, 0, "1", 3, index, body), Ok(None));
    }
    // Another terminal's packages are its own.
    assert_eq!(send(&mut assembler, 0, "2", 3, 2, b"xx"), Ok(None));
    let whole = send(&mut assembler, 0, "1", 3, 2, b"cd").unwrap().unwrap();
    let frame = whole.frame();
    assert_eq!((frame.body(), frame.header().package, frame.header().serial), (&b"abcdef"[..], None, 101));
    assert_eq!((assembler.unfinished(), assembler.bytes()), (1, 2));
}

#[test]
fn a_new_first_package_begins_the_message_anew() {
    let mut assembler = Assembler::new(Limits::default());
    for (index, body) in [(1, b"ab"), (2, b"cd"), (1, b"AB"), (2, b"CD")] {
        assert_eq!(send(&mut assembler, 0, "1", 3, index, body), Ok(None));
    }
    assert_eq!(send(&mut assembler, 0, "1", 3, 3, b"EF").unwrap().unwrap().frame().body(), b"ABCDEF");
}

#[test]
fn what_waits_too_long_is_given_up_with_what_is_missing() {
    let mut assembler = Assembler::new(Limits { timeout_ms: 1000, ..Limits::default() });
    send(&mut assembler, 0, "1", 3, 2, b"cd").unwrap();
    send(&mut assembler, 500, "2", 2, 1, b"ab").unwrap();
    assert_eq!(assembler.expire(999), []);
    let gone = assembler.expire(1000);
    assert_eq!((gone.len(), gone[0].first_serial, gone[0].missing.as_slice()), (1, None, &[1, 3][..]));
    let gone = assembler.expire(5000);
    assert_eq!((gone.len(), gone[0].first_serial, gone[0].missing.as_slice()), (1, Some(101), &[2][..]));
    assert_eq!((assembler.unfinished(), assembler.bytes()), (0, 0));
}

#[test]
fn what_a_peer_may_leave_unfinished_is_bounded() {
    let limits = Limits { messages: 2, packages: 10, bytes: 6, timeout_ms: 1000 };
    let mut assembler = Assembler::new(limits);
    let said = |it: Result<Option<Whole>, Error>| it.unwrap_err().to_string();
    assert_eq!(said(send(&mut assembler, 0, "1", 11, 1, b"")), "package_total at byte 12: more than the limit of 10");
    send(&mut assembler, 0, "1", 2, 1, b"abc").unwrap();
    send(&mut assembler, 0, "2", 2, 1, b"abc").unwrap();
    assert_eq!(
        said(send(&mut assembler, 0, "3", 2, 1, b"")),
        "unfinished_messages at byte 12: more than the limit of 2"
    );
    assert_eq!(said(send(&mut assembler, 0, "1", 2, 2, b"d")), "unfinished_bytes at byte 12: more than the limit of 6");
    assert_eq!(assembler.expire(1000).len(), 2);
    send(&mut assembler, 1000, "3", 2, 1, b"abcdef").unwrap();
}
