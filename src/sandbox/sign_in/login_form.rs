//! Finds the form of a login page: where it goes, and what it carries along. Reads what the sandbox writes, not any HTML.

/// A form that is posted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LoginForm {
    /// Where it goes, as written.
    pub(super) action: String,
    /// The hidden inputs.
    pub(super) hidden: Vec<(String, String)>,
}

impl LoginForm {
    /// The first form of a page that has a password field.
    pub(super) fn find(page: &str) -> Option<Self> {
        let (_, from_form) = page.split_once("<form ")?;
        let (form, _) = from_form.split_once("</form>")?;
        let (head, fields) = form.split_once('>')?;
        let inputs: Vec<&str> = fields.split("<input ").skip(1).filter_map(|input| input.split_once('>')).map(|(tag, _)| tag).collect();
        inputs.iter().find(|tag| attribute(tag, "type").as_deref() == Some("password"))?;
        let hidden = inputs
            .iter()
            .filter(|tag| attribute(tag, "type").as_deref() == Some("hidden"))
            .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())))
            .collect();
        Some(Self { action: attribute(head, "action")?, hidden })
    }
}

/// The value of a quoted attribute, its character references resolved. Values hold no `>` here: the page escapes it.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = format!(" {tag}").split_once(&format!(" {name}=\"")).map(|(before, after)| (before.len(), after.to_owned()))?;
    let (value, _) = rest.split_once('"')?;
    let plain = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    Some(plain.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found_with_their_hidden_inputs() {
        let page = "<h1>x</h1><form method=\"post\" action=\"login?a=1&amp;b=2\"><input type=\"hidden\" name=\"request\" value=\"a&quot;b\">\
                    <input id=\"p\" name=\"password\" type=\"password\"></form>";
        let hidden = vec![("request".to_owned(), "a\"b".to_owned())];
        assert_eq!(LoginForm::find(page), Some(LoginForm { action: "login?a=1&b=2".to_owned(), hidden }));
    }

    #[test]
    fn other_pages_have_no_login_form() {
        for page in ["", "<form", "<form action=\"x\">", "<form action=\"x\"><input type=\"text\"></form>", "<p>Signed in</p>"] {
            assert_eq!(LoginForm::find(page), None, "{page}");
        }
    }
}
