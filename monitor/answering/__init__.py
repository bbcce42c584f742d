"""Answering by buttons: what people press under alerts in a chat is listened to, and done.

telegram     asks Telegram for presses (long polling): nothing inbound is to be open
presses      a press → the answer is given → the message says who did what
"""
