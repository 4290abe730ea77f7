//! Packages: any order, begun anew, given up, too many.

use codec_sl651::{Assembler, Direction, End, Error, Form, Frame, Header, Limits, Package, Station, Whole};

fn send(
    to: &mut Assembler,
    now_ms: u64,
    station: u8,
    total: u16,
    index: u16,
    body: &[u8],
) -> Result<Option<Whole>, Error> {
    let header = Header {
        form: Form::Hex,
        direction: Direction::Up,
        centre: 1,
        station: Station([0, 0, 0, 0, station]),
        password: 0,
        function: 0x36,
        package: Some(Package { total, index }),
        end: if index == total { End::Etx } else { End::Etb },
    };
    let sent = Frame::encode(&header, body).unwrap();
    to.accept(now_ms, &Frame::parse(&sent).unwrap().0)
}

#[test]
fn packages_in_any_order_make_one_message_that_ends_as_its_last_one() {
    let mut assembler = Assembler::new(Limits::default());
    // The second package 1 begins the message anew.
    for (index, body) in [(3, b"--"), (1, b"--"), (1, b"ab"), (3, b"ef")] {
        assert_eq!(send(&mut assembler, 0, 1, 3, index, body), Ok(None));
    }
    let whole = send(&mut assembler, 0, 1, 3, 2, b"cd").unwrap().unwrap();
    assert_eq!((whole.frame().body(), whole.frame().header().end), (&b"abcdef"[..], End::Etx));
}

#[test]
fn what_a_station_may_leave_unfinished_is_bounded() {
    let mut assembler = Assembler::new(Limits { messages: 1, packages: 10, bytes: 4, timeout_ms: 1000 });
    let said = |it: Result<Option<Whole>, Error>| it.unwrap_err().field;
    assert_eq!(said(send(&mut assembler, 0, 1, 11, 1, b"")), "package_total");
    send(&mut assembler, 0, 1, 3, 2, b"abc").unwrap();
    assert_eq!(said(send(&mut assembler, 0, 2, 3, 1, b"")), "unfinished_messages");
    assert_eq!(said(send(&mut assembler, 0, 1, 3, 1, b"ab")), "unfinished_bytes");
    assert_eq!(assembler.expire(999), []);
    let gone = assembler.expire(1000);
    assert_eq!((gone.len(), gone[0].missing.as_slice(), assembler.bytes()), (1, &[1, 3][..], 0));
}
