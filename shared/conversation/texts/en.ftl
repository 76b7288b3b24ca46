### What any form says.

form-back = ⬅️ Back
form-menu = 🏠 Back to the menu
form-cancel = ❌ Cancel
form-keep = ➡️ Keep it as it is
form-yes = ✅ That is right
form-one-by-one = ✏️ Ask me one by one
form-confirm = ✅ Confirm
form-edit = ✏️ Change: { $label }
form-share-contact = 📱 Share my number
form-line = – { $label }: { $value }
form-now = Written down now: { $value }
form-summary = Please check that everything is right:
form-understood = This is how I understood you:
form-right = Is that right?
form-changed = Changed: { $label } is now { $value }.
form-words-please = I see it, but this question needs an answer in words.
form-press-please = Please press one of the buttons under the message.
form-foreign-contact = That is somebody else's contact. Please share your own number with the button, or type it.
form-empty = The message seems to be empty. Please answer in words.
form-too-long = That is { $length ->
    [one] one character
   *[other] { $length } characters
}, which is too long. Please keep it within { $most }.
form-bad-phone = I cannot read a phone number in this. Please write it in full, for example +7 916 123-45-67.
form-bad-name = Please write how we should address you, in letters, for example “Anna”.
fault-ours = Sorry, something broke on our side right here. We already know and are mending it; your message is safe.
