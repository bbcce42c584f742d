"""Answering by buttons: what people press under alerts in a chat is listened to, and done.

telegram_bot     what Telegram is asked, and what it says
telegram         asks it for presses (long polling): nothing inbound is to be open
presses          a press → the answer is given → the message says who did what
"""
