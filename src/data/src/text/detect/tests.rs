use super::*;

fn detected(sample: &str) -> Detected {
    let encoded = encoding(sample.as_bytes(), None);
    delimited(sample.as_bytes(), true, &ReadOptions::default(), &encoded).unwrap()
}

fn check(sample: &str, separator: char, header: bool, fields: usize) -> Detected {
    let found = detected(sample);
    let dialect = &found.dialect;
    assert_eq!(
        (dialect.separator, dialect.header, dialect.fields),
        (separator, header, fields),
        "{sample:?}: {:?}",
        found.reasons
    );
    found
}

#[test]
fn tells_separators_and_headers() {
    check("a,b,c\n1,2,3\n4,5,6\n", ',', true, 3);
    check("a;b\n1,5;2,5\n3,5;4,5\n", ';', true, 2);
    check("a\tb c\n1\tx y\n", '\t', true, 2);
    check("a|b\n1|2\n", '|', true, 2);
    check("1,2\n3,4\n", ',', false, 2);
    check("name\nAnn\nBob\n", ',', true, 1);
    check("\"a,b\",c\n\"x,y\",1\n\"z,w\",2\n", ',', true, 2);
    check("x\n", ',', true, 1);
    check("sep=;\na;b\n1;2\n", ';', true, 2);
    check("yes,no\nno,yes\n", ',', false, 2);
}

#[test]
fn adult_has_spaces_no_header_and_its_test_file_a_comment() {
    let row = "39, State-gov, 77516, Bachelors, <=50K\n50, Private, 83311, Bachelors, <=50K\n38, Private, 215646, HS-grad, >50K\n";
    let found = check(row, ',', false, 5);
    assert!(found.cut.skip_space);
    let found = check(&format!("|1x3 Cross validator\n{row}"), ',', false, 5);
    assert_eq!(found.skipped_lines, 1);
}

#[test]
fn decimal_commas_and_single_quotes() {
    assert!(detected("a;b\n1,5;x\n2,25;y\n").dialect.decimal_comma);
    assert!(!detected("a;b\n1.5;x\n2.25;y\n").dialect.decimal_comma);
    assert_eq!(detected("a,b\n'x','y,z'\n'u','v'\n").dialect.quote, Quote::Char('\''));
    assert_eq!(detected("a,b\nit's,fine\n").dialect.quote, Quote::Char('"'));
}

#[test]
fn tells_encodings() {
    let check = |bytes: &[u8], expected| assert_eq!(encoding(bytes, None).encoding, expected, "{bytes:?}");
    check(b"plain", Encoding::Utf8);
    check("größe".as_bytes(), Encoding::Utf8);
    check(b"gr\xf6\xdfe", Encoding::Windows1252);
    check(b"\xff\xfea\0", Encoding::Utf16Le);
    check(b"\xfe\xff\0a", Encoding::Utf16Be);
    check(b"a\0,\0b\0\n\0", Encoding::Utf16Le);
    // A character cut off at the end of the sample is no fault.
    check(&"größe".as_bytes()[..3], Encoding::Utf8);
}

#[test]
fn what_the_user_chose_stands() {
    let sample = "a;b\n1;2\n";
    let options =
        ReadOptions { separator: Some(','), header: Some(false), quote: Some(Quote::Off), ..ReadOptions::default() };
    let found = delimited(sample.as_bytes(), true, &options, &encoding(sample.as_bytes(), None)).unwrap();
    assert_eq!(
        (found.dialect.separator, found.dialect.header, found.dialect.quote, found.dialect.fields),
        (',', false, Quote::Off, 1)
    );
    let options = ReadOptions { separator: Some('é'), ..ReadOptions::default() };
    assert!(delimited(sample.as_bytes(), true, &options, &encoding(sample.as_bytes(), None)).is_err());
}
