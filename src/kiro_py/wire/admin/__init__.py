"""I am the words of the admin door; the page's TypeScript types are made of them."""
