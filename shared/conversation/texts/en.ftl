### What any form says.

form-back = ⬅️ Back
form-menu = 🏠 Back to the menu
form-cancel = ❌ Cancel
form-keep = ➡️ Keep it as it is
form-yes = ✅ That’s right
form-one-by-one = ✏️ Ask me one by one
form-confirm = ✅ Confirm
form-edit = ✏️ { $label }
form-share-contact = 📱 Share my number
form-line = • { $label }: { $value }
form-now = What we have now: { $value }
form-summary = Please check that everything is right:
form-understood = This is how we understood you:
form-right = Is that right?
form-changed = Corrected. { $label }: { $value }
form-words-please = Thank you, but this question needs an answer in words.
form-press-please = Please press one of the buttons under the message.
form-foreign-contact = That’s somebody else’s contact. Please share your own number with the button, or type it.
form-empty = The message seems to be empty. Please answer in words.
form-too-long = That’s too long: { $length ->
    [one] { $length } character
   *[other] { $length } characters
}. Please keep it within { $most }.
form-bad-phone = That doesn’t look like a phone number. Please write it in full, for example +7 916 123-45-67.
form-bad-name = What should we call you? Please write your name in letters, for example “Anna”.
fault-ours = Sorry, something broke on our side. We already know and are fixing it; your message is safe.
fault-alert = ⚠️ A fault in { $where }: { $what }. The person’s message is safe and they have been told. The log has the details.
