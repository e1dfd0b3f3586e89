//! Parses the login form of the sandbox's pages; not a general HTML parser.

/// A form to submit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LoginForm {
    /// Its action attribute.
    pub(super) action: String,
    /// Its hidden fields.
    pub(super) hidden: Vec<(String, String)>,
}

impl LoginForm {
    /// Finds the first form if it has a password field.
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

/// Returns the unescaped value of a quoted attribute. The page escapes `>`, so values do not contain it.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = format!(" {tag}").split_once(&format!(" {name}=\"")).map(|(before, after)| (before.len(), after.to_owned()))?;
    let (value, _) = rest.split_once('"')?;
    let unescaped = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    Some(unescaped.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_form_is_found_with_its_hidden_inputs() {
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
